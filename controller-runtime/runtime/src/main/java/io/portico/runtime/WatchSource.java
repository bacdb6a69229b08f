package io.portico.runtime;

import java.util.Map;

/** A bean that knows of watches of the API server. */
public interface WatchSource {
    /** What each has heard, by what it watches, as {@link WatchLog#entries} has it. */
    Map<String, Object> watches();
}
