package io.portico.endpoints.model.loadbalancer;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which containers of a pod have ever run, by its status. */
final class ContainerStarts {
    private final PodStatus status;

    ContainerStarts(Pod pod) {
        status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    }

    /** Where the status says nothing about that container, the pod's phase does. */
    boolean hasRun(Container container) {
        return Stream.concat(stream(status.getContainerStatuses()), stream(status.getInitContainerStatuses()))
                .filter(found -> found.getName() != null && found.getName().equals(container.getName()))
                .findFirst()
                .map(found -> hasRun(found.getState()) || hasRun(found.getLastState()))
                .orElse("Running".equals(status.getPhase()));
    }

    private static boolean hasRun(@Nullable ContainerState state) {
        return state != null
                && (state.getRunning() != null
                        || (state.getTerminated() != null
                                && isStart(state.getTerminated().getStartedAt())));
    }

    /** The kubelet writes the year 1970 for a container that ended before its process was there. */
    private static boolean isStart(@Nullable String time) {
        try {
            return time != null && Instant.parse(time).isAfter(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Stream<ContainerStatus> stream(@Nullable List<ContainerStatus> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}
