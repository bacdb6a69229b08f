package io.portico.bench.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is measured.
 *
 * @param ingresses how many there are, at least twice {@code changes}
 * @param changes how many of each kind are measured, one after the other
 * @param rounds how often each build has its turn
 * @param idle how long is looked at what it allocates while nothing changes
 * @param builds ours first
 * @param logs where the programs' output goes
 */
record Settings(int ingresses, int changes, int rounds, Duration idle, List<Build> builds, Path logs) {}
