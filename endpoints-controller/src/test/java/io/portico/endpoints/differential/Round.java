package io.portico.endpoints.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.endpoints.differential.History.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Several histories at the same time, each in a namespace of its own, on the same nodes. Equal seeds play equal rounds.
 */
final class Round {
    /** How many play at the same time. */
    static final int HISTORIES = 6;

    private static final int PHASES = 6;
    private static final int STEPS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLLS_BEFORE_A_NUDGE = 10;

    /** An annotation of Endpoints that their mirrors do not get, and that is not compared. */
    private static final String NOT_MIRRORED = "endpoints.kubernetes.io/last-change-trigger-time";

    private final long seed;
    private final KubernetesClient ours;
    private final Upstream theirs;
    private final Nodes nodes;
    private final List<Player> players;
    private Duration patience = PATIENCE;

    Round(long seed, KubernetesClient ours, Upstream theirs) {
        this.seed = seed;
        this.ours = ours;
        this.theirs = theirs;
        nodes = new Nodes(seed);
        players = IntStream.range(0, HISTORIES)
                .mapToObj(i -> new Player(seed * HISTORIES + i, "history-" + seed + "-" + i))
                .toList();
    }

    /** Makes the namespaces. */
    void start() throws Exception {
        onBoth(nodes.reset());
        inParallel(Player::start);
    }

    /** Plays all of it; a difference is an assertion error that names the seed. */
    void play() throws Exception {
        start();
        for (var phase = 0; phase < PHASES; phase++) {
            inParallel(Player::playPhase);
            if (phase % 2 == 0) {
                var step = nodes.step();
                players.forEach(player -> {
                    player.played.add(step.text());
                    player.history.disturbed();
                });
                onBoth(step);
            }
        }
        inParallel(Player::playEnd);
    }

    /**
     * Has hand-written Endpoints changed so that several mirrors are needed at once, and compares for so long; a
     * difference is an assertion error.
     */
    void compareMirrors(Duration howLong) throws Exception {
        patience = howLong;
        inParallel(player -> {
            player.take(player.history.writeSeveral());
            player.awaitSame();
        });
    }

    private interface Turn {
        void of(Player player);
    }

    private void inParallel(Turn turn) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var turns = new ArrayList<Future<?>>();
            players.forEach(player -> turns.add(threads.submit(() -> turn.of(player))));
            for (var one : turns) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Error error
                            ? error
                            : new AssertionError(e.getCause().getMessage(), e);
                }
            }
        }
    }

    private void onBoth(Step step) {
        step.change().on(ours);
        step.change().on(theirs.client());
    }

    /** One history and its namespace. */
    private final class Player {
        private final String namespace;
        private final History history;
        private final List<String> played = new ArrayList<>();
        private final AtomicInteger nudges = new AtomicInteger();

        private Player(long historySeed, String namespace) {
            this.namespace = namespace;
            history = new History(historySeed, namespace);
        }

        private void start() {
            for (var api : List.of(ours, theirs.client())) {
                api.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(namespace)
                                .endMetadata()
                                .build())
                        .create();
            }
        }

        private void playPhase() {
            for (var i = 0; i < STEPS; i++) {
                take(history.step());
            }
            awaitSame();
            history.quiet();
        }

        private void playEnd() {
            take(history.end());
            playPhase();
        }

        private void take(Step step) {
            played.add(step.text());
            try {
                onBoth(step);
            } catch (RuntimeException e) {
                throw new AssertionError("seed %d, after%n%s".formatted(seed, String.join("\n", played)), e);
            }
        }

        /** Same once is not enough: both may not have begun. */
        private void awaitSame() {
            var polls = new AtomicInteger();
            await().atMost(patience)
                    .pollInterval(Duration.ofMillis(100))
                    .during(Duration.ofMillis(300))
                    .untilAsserted(() -> {
                        assertThat(theirs.failure()).isEmpty();
                        if (polls.incrementAndGet() % POLLS_BEFORE_A_NUDGE == 0) {
                            nudge();
                        }
                        Picture.collectGarbage(theirs.client(), namespace);
                        assertThat(Picture.of(ours, namespace))
                                .as("seed %d, %s, after%n%s%n", seed, namespace, String.join("\n", played))
                                .isEqualTo(Picture.of(theirs.client(), namespace));
                    });
        }

        /**
         * Has upstream count the zones' CPUs, and look at every Service and at all hand-written Endpoints again. What
         * is written for that is no part of a {@link Picture}, and this controller sees none of it.
         */
        private void nudge() {
            var node = theirs.client()
                    .resource(new NodeBuilder()
                            .withNewMetadata()
                            .withName("nudge-" + namespace + "-" + nudges.incrementAndGet())
                            .endMetadata()
                            .build());
            node.create();
            node.delete();
            var services = theirs.client().services().inNamespace(namespace);
            services.list().getItems().forEach(service -> {
                var _ = services.withName(service.getMetadata().getName())
                        .edit(s -> new ServiceBuilder(s)
                                .editMetadata()
                                .addToAnnotations("nudge", "" + nudges.incrementAndGet())
                                .endMetadata()
                                .build());
            });
            var endpoints = theirs.client().endpoints().inNamespace(namespace);
            endpoints.list().getItems().forEach(one -> {
                var _ = endpoints
                        .withName(one.getMetadata().getName())
                        .edit(e -> new EndpointsBuilder(e)
                                .editMetadata()
                                .addToAnnotations(NOT_MIRRORED, "nudge " + nudges.incrementAndGet())
                                .endMetadata()
                                .build());
            });
        }
    }
}
