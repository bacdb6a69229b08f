package io.portico.ingress.engine.netty;

import io.portico.ingress.engine.HeaderRules;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.Peer;
import io.portico.ingress.engine.RequestAdmission;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.Upstream;
import io.portico.runtime.net.HostName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of a request whose head was read, and what of it goes on to an endpoint. */
final class Intake {
    private static final String HOST = "host";
    private static final String EXPECT = "expect";
    private static final String CONTINUE = "100-continue";
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding");

    private final RequestAdmission admission;
    private final HeaderRules rules;

    Intake(RequestAdmission admission, HeaderRules rules) {
        this.admission = admission;
        this.rules = rules;
    }

    /** It is forwarded, or answered here. */
    sealed interface Verdict {
        /** The route that took it; null when none did. */
        @Nullable
        Route route();
    }

    /** It goes, like this, to that upstream. */
    record Forward(@Nullable Route route, Upstream upstream, ForwardedRequest request) implements Verdict {}

    /** It is answered here. */
    record Answer(@Nullable Route route, LocalResponse response) implements Verdict {}

    /**
     * Decides.
     *
     * @param head its headers are rewritten
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it makes no sense
     */
    Verdict take(RequestHead head, Peer peer, Listener.Key listener, RoutingTable table) {
        if (head.method().equals("CONNECT") || head.method().equals("TRACE")) {
            throw Fault.METHOD_NOT_ALLOWED.thrown();
        }
        var headers = head.headers();
        var target = RequestTarget.of(head.target());
        var written = writtenHost(headers, target, head.minor() == 0);
        var host = written.isEmpty() ? written : HostName.canonical(written);
        if (host == null) {
            throw Fault.HOST.thrown();
        }
        var expectsContinue = expectsContinue(head);
        var client = peer.client(headers, written);
        var request = new RoutedRequest(head.method(), host, target.path(), target.uri(), client.secure(), headers);
        return switch (admission.decide(request, table.listener(listener), table)) {
            case RequestAdmission.Answered(var route, var response) -> new Answer(route, response);
            case RequestAdmission.Forwarded(var route, var upstream) -> {
                var upgrade = upgrade(head);
                rules.rewriteRequest(headers, client, upgrade);
                frame(head, expectsContinue);
                if (target.authority() != null) {
                    headers.set(HOST, written);
                } else if (!headers.contains(HOST)) {
                    // HTTP/1.1 demands one (RFC 9112 §3.2), and the client speaks HTTP/1.0.
                    headers.set(HOST, upstream.key().service().name());
                }
                yield new Forward(
                        route,
                        upstream,
                        new ForwardedRequest(
                                head.method(), target.uri(), headers, head.length(), expectsContinue, upgrade));
            }
        };
    }

    /** The host of an absolute-form counts, and {@code Host} must not contradict it (RFC 9112 §3.2.2). */
    private static String writtenHost(HeaderBlock headers, RequestTarget target, boolean isHttp10) {
        var hosts = headers.all(HOST);
        var authority = target.authority();
        var written = authority == null
                ? RequestAdmission.writtenHost(hosts, isHttp10)
                : RequestAdmission.writtenHost(hosts, authority);
        if (written == null || (authority != null && (authority.isEmpty() || (hosts.isEmpty() && !isHttp10)))) {
            throw Fault.HOST.thrown();
        }
        return written;
    }

    /** HTTP/1.0 does not know it (RFC 9110 §10.1.1), and without a body there is nothing to go on with. */
    private static boolean expectsContinue(RequestHead head) {
        if (head.minor() == 0) {
            return false;
        }
        List<String> expectations = head.headers().all(EXPECT);
        for (var expectation : expectations) {
            if (!expectation.equalsIgnoreCase(CONTINUE)) {
                throw Fault.EXPECTATION.thrown();
            }
        }
        return !expectations.isEmpty() && head.length() != 0;
    }

    /** Both {@code Connection} and {@code Upgrade} ask for it; never for HTTP/2, which would pass by all rules here. */
    private static @Nullable String upgrade(RequestHead head) {
        var headers = head.headers();
        var protocols = headers.all("upgrade");
        if (protocols.size() != 1 || head.minor() == 0 || head.length() != 0) {
            return null;
        }
        var protocol = protocols.getFirst();
        var isHttp2 = protocol.toLowerCase(Locale.ROOT).contains("h2");
        return !isHttp2 && !protocol.isEmpty() && headers.hasToken("connection", "upgrade") ? protocol : null;
    }

    private static void frame(RequestHead head, boolean expectsContinue) {
        var headers = head.headers();
        // A body of no bytes is said to have none, as some endpoints insist on a length.
        var saysNone = head.length() == 0 && headers.contains("content-length");
        headers.removeIf(FRAMING::contains);
        if (saysNone) {
            headers.add("content-length", "0");
        }
        if (expectsContinue) {
            headers.add(EXPECT, CONTINUE);
        }
    }
}
