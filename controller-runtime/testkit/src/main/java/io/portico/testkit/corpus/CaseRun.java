package io.portico.testkit.corpus;

import io.portico.testkit.corpus.Case.Ending;
import io.portico.testkit.corpus.Observation.End;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a case against a proxy, step by step, and looks at what became of it: then whether the client's connection still
 * works, and whether the next client of the proxy gets its own answer.
 */
public final class CaseRun {
    /** The host of all cases: the proxy has to forward it to the endpoint. */
    public static final String HOST = "corpus.test";

    /** A path of that host that the endpoint answers with 200 when no case runs: for whoever waits for the proxy. */
    public static final String READY = ScriptedEndpoint.PROBE + "ready";

    private static final AtomicInteger PROBES = new AtomicInteger();

    private final InetSocketAddress proxy;
    private final ScriptedEndpoint endpoint;
    private final Patience patience;
    private final List<SeenResponse> responses = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();

    private CaseRun(InetSocketAddress proxy, ScriptedEndpoint endpoint, Patience patience) {
        this.proxy = proxy;
        this.endpoint = endpoint;
        this.patience = patience;
    }

    /**
     * Runs one; no other may run at that endpoint meanwhile.
     *
     * @throws IOException when the proxy cannot be connected to
     */
    public static Observation of(Case wanted, InetSocketAddress proxy, ScriptedEndpoint endpoint, Patience patience)
            throws IOException {
        try {
            return new CaseRun(proxy, endpoint, patience).run(wanted);
        } finally {
            endpoint.reset();
        }
    }

    private Observation run(Case wanted) throws IOException {
        endpoint.answerByDefault(wanted.isAnsweredByDefault());
        End end;
        try (var client = new ClientConnection(proxy, endpoint.conversation())) {
            wanted.steps().forEach(step -> carryOut(step, client));
            endpoint.answerByDefault(true);
            end = wanted.steps().contains(new Step.ClientLeaves()) ? left(client) : end(client, wanted.ending());
        }
        var requests = endpoint.requests(patience.close());
        var faults = new ArrayList<String>();
        var next = nextClientsAnswer();
        if (!next.isEmpty()) {
            faults.add("the next client got " + next);
        }
        faults.addAll(endpoint.faults());
        return new Observation(List.copyOf(responses), end, requests, faults, missed);
    }

    private void carryOut(Step step, ClientConnection client) {
        var isDone = switch (step) {
            case Step.ClientSends(var bytes) -> {
                client.send(bytes);
                yield true;
            }
            case Step.ClientSees(var expected) -> sees(expected, client);
            case Step.ClientReads(var bytes) -> client.reads(bytes, patience.answer());
            case Step.ClientHalfCloses() -> {
                client.halfClose();
                yield true;
            }
            case Step.ClientLeaves() -> {
                client.leave();
                yield true;
            }
            case Step.EndpointGets(var whole) -> endpoint.takesNext(whole, client::hasNews, patience.answer());
            case Step.EndpointGetsRest() -> endpoint.takesRest(client::hasNews, patience.answer());
            case Step.EndpointSends(var bytes) -> endpoint.doesAtCurrent(connection -> connection.send(bytes));
            case Step.EndpointReads(var bytes) -> endpoint.reads(bytes, patience.answer());
            case Step.EndpointCloses() -> endpoint.doesAtCurrent(EndpointConnection::close);
            case Step.EndpointResets() -> endpoint.doesAtCurrent(EndpointConnection::reset);
        };
        if (!isDone) {
            missed.add(step.toString());
        }
    }

    private boolean sees(ExpectedResponse expected, ClientConnection client) {
        var response = client.next(expected.toHead(), patience.answer());
        if (response != null) {
            responses.add(response);
        }
        return response != null;
    }

    private End left(ClientConnection client) {
        var _ = client.isEnded(patience.close());
        return End.LEFT;
    }

    /** How the client's connection is left; whatever else comes on it is seen. */
    private End end(ClientConnection client, Ending wanted) {
        if (wanted == Ending.CLOSED) {
            takeAll(client, patience.close());
        }
        if (client.isEnded(Duration.ZERO)) {
            takeAll(client, Duration.ZERO);
            return End.CLOSED;
        }
        var token = token();
        client.send(probe(token));
        for (var response = client.next(false, patience.answer());
                response != null;
                response = client.next(false, patience.answer())) {
            if (response.status() == 200 && response.body().equals(token)) {
                return End.OPEN;
            }
            responses.add(response);
        }
        return client.isEnded(Duration.ZERO) ? End.CLOSED : End.SILENT;
    }

    private void takeAll(ClientConnection client, Duration most) {
        for (var response = client.next(false, most); response != null; response = client.next(false, most)) {
            responses.add(response);
        }
    }

    /** What the next client has instead of its answer; empty when it has that. */
    private String nextClientsAnswer() throws IOException {
        var token = token();
        try (var client = new ClientConnection(proxy, endpoint.conversation())) {
            client.send(probe(token));
            var response = client.next(false, patience.answer());
            return response == null
                    ? "nothing"
                    : response.body().equals(token)
                            ? ""
                            : response.title() + " \"" + Escapes.shown(response.body()) + "\"";
        }
    }

    private static String token() {
        return "probe-" + PROBES.incrementAndGet();
    }

    private static String probe(String token) {
        return "GET " + ScriptedEndpoint.PROBE + token + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
    }
}
