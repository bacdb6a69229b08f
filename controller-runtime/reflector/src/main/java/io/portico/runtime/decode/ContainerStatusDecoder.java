package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.portico.runtime.reflector.WireReader;

/** {@code core/v1 ContainerStatus}, as far as it says whether and when a container ran. */
final class ContainerStatusDecoder {
    private ContainerStatusDecoder() {}

    static ContainerStatus decode(WireReader in) {
        var status = new ContainerStatus();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> status.setName(in.text());
                case 2 -> status.setState(state(in.message()));
                case 3 -> status.setLastState(state(in.message()));
                default -> {}
            }
        }
        return status;
    }

    private static ContainerState state(WireReader in) {
        var state = new ContainerState();
        while (in.next()) {
            switch (in.field()) {
                case 2 -> state.setRunning(running(in.message()));
                case 3 -> state.setTerminated(terminated(in.message()));
                default -> {}
            }
        }
        return state;
    }

    private static ContainerStateRunning running(WireReader in) {
        var running = new ContainerStateRunning();
        while (in.next()) {
            if (in.field() == 1) {
                running.setStartedAt(Fields.time(in.message()));
            }
        }
        return running;
    }

    private static ContainerStateTerminated terminated(WireReader in) {
        var terminated = new ContainerStateTerminated();
        while (in.next()) {
            if (in.field() == 5) {
                terminated.setStartedAt(Fields.time(in.message()));
            }
        }
        return terminated;
    }
}
