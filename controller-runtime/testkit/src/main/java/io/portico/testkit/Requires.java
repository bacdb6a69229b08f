package io.portico.testkit;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says what a test class or method needs of the machine. Where it is not there the test is skipped with the reason;
 * where {@code PORTICO_REQUIRE_ALL_TESTS=true} is set, as CI sets it, the test fails instead, unless what it needs may
 * be absent ({@link Need#PEERS}, {@link Need#SCTP}, {@link Need#H2SPEC}).
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(Requires.Condition.class)
public @interface Requires {
    /** What must be there. */
    Need[] value();

    /** Something that not every machine has. */
    enum Need {
        /** etcd, kube-apiserver and kubectl; see {@link KubeBinaries}. */
        KUBE_API {
            @Override
            String missing() {
                return KubeBinaries.find().isPresent() ? "" : KubeBinaries.HOW_TO_GET;
            }
        },
        /** A network namespace of the test JVM's own, and in it the right to make links and rules. */
        OWN_NETWORK {
            @Override
            String missing() {
                return System.getenv("PORTICO_OWN_NETWORK") == null
                        ? "neither root nor user namespaces are allowed here, so there is no network namespace to test in"
                        : tools("ip");
            }
        },
        /** The command openssl, as a second opinion on certificates. */
        OPENSSL {
            @Override
            String missing() {
                return tools("openssl");
            }
        },
        /** A container engine, root's: podman and crun. */
        PODMAN {
            @Override
            String missing() {
                return Files.isWritable(Path.of("/var/lib")) ? tools("podman", "crun") : "podman is run as root here";
            }
        },
        /**
         * The command h2spec, which asks a server whether it keeps to HTTP/2. It is built with Go, which not everybody
         * has.
         */
        H2SPEC {
            @Override
            String missing() {
                return tools("h2spec");
            }

            @Override
            boolean mayBeAbsent() {
                return true;
            }
        },
        /** The command dpkg-deb, which packs and unpacks Debian's packages. */
        DPKG {
            @Override
            String missing() {
                return tools("dpkg-deb");
            }
        },
        /**
         * Upstream's own programs to compare with; see {@link KubeBinaries#peer}. CI has them where it is given
         * {@code KUBE_API_TEST_DIR}; nobody can be asked to build them, so such tests are skipped even where all others
         * must run.
         */
        PEERS {
            @Override
            String missing() {
                return Stream.of("kube-controller-manager", "kube-proxy")
                                .allMatch(name -> KubeBinaries.peer(name).isPresent())
                        ? KUBE_API.missing()
                        : "nothing to compare with: KUBE_API_TEST_DIR/peers holds no kube-controller-manager and kube-proxy";
            }

            @Override
            boolean mayBeAbsent() {
                return true;
            }
        },
        /** {@link #OWN_NETWORK} and the commands nft and conntrack. */
        NFT {
            @Override
            String missing() {
                var network = OWN_NETWORK.missing();
                return network.isEmpty() ? tools("nft", "conntrack") : network;
            }
        },

        /** {@link #NFT}, and a kernel that follows SCTP, but does not answer it itself beside {@link Sctp}. */
        SCTP {
            @Override
            String missing() {
                var flows = Path.of("/proc/sys/net/netfilter");
                if (Files.exists(Path.of("/proc/sys/net/sctp"))) {
                    return "the module sctp is loaded, and would answer what the tests' own SCTP asks";
                }
                return Files.exists(flows.resolve("nf_conntrack_max"))
                                && !Files.exists(flows.resolve("nf_conntrack_sctp_timeout_established"))
                        ? "the kernel was built without CONFIG_NF_CT_PROTO_SCTP"
                        : NFT.missing();
            }

            @Override
            boolean mayBeAbsent() {
                return true;
            }
        };

        /** Whether it is there. */
        public boolean isThere() {
            return missing().isEmpty();
        }

        /** Why it is not there, in words; empty when it is. */
        abstract String missing();

        /** Whether the test is skipped even where all others must run. */
        boolean mayBeAbsent() {
            return false;
        }

        private static String tools(String... commands) {
            var absent = new ArrayList<String>();
            for (var command : commands) {
                try {
                    var process = new ProcessBuilder("sh", "-c", "command -v " + command)
                            .redirectErrorStream(true)
                            .start();
                    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                        absent.add(command);
                    }
                } catch (IOException e) {
                    absent.add(command);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return "interrupted";
                }
            }
            return absent.isEmpty() ? "" : "not installed: " + String.join(", ", absent);
        }
    }

    /** Evaluates the annotation, and takes what a class left on the API server that all of a JVM's share. */
    final class Condition implements ExecutionCondition, AfterAllCallback {
        @Override
        public void afterAll(ExtensionContext context) {
            KubeApi.clearShared();
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            var requires = context.getElement().map(e -> e.getAnnotation(Requires.class));
            if (requires.isEmpty()) {
                return ConditionEvaluationResult.enabled("nothing required");
            }
            for (var need : requires.get().value()) {
                var missing = need.missing();
                if (!missing.isEmpty()) {
                    if (!need.mayBeAbsent() && Boolean.parseBoolean(System.getenv("PORTICO_REQUIRE_ALL_TESTS"))) {
                        throw new IllegalStateException(need + ": " + missing);
                    }
                    return ConditionEvaluationResult.disabled(missing);
                }
            }
            return ConditionEvaluationResult.enabled("all there");
        }
    }
}
