package io.portico.nodeproxy.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the kernel forwards packets between pods and nodes at all. That is the node's own choice: it is read, never
 * written.
 *
 * @param proc usually {@code /proc}
 */
public record Forwarding(Path proc) {
    private static final List<String> SWITCHES = List.of("net/ipv4/ip_forward", "net/ipv6/conf/all/forwarding");

    /** A sentence for each family that is not forwarded. */
    public List<String> complaints() {
        var complaints = new ArrayList<String>();
        for (var name : SWITCHES) {
            try {
                var file = proc.resolve("sys").resolve(name);
                // Without that switch the kernel is one without that family.
                if (Files.exists(file) && Files.readString(file).strip().equals("0")) {
                    complaints.add(name.replace('/', '.')
                            + " is 0: this node forwards nothing to pods; set it to 1 on the node");
                }
            } catch (IOException e) {
                complaints.add("whether this node forwards packets is unknown: " + e);
            }
        }
        return complaints;
    }
}
