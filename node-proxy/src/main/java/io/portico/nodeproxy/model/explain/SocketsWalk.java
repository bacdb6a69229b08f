package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.objects.LocalPolicy;
import io.portico.nodeproxy.model.state.ServicePort;
import io.portico.runtime.net.Address;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks a connection up among the sockets of relay mode. It makes no difference to them where it comes from. */
final class SocketsWalk implements Walk {
    private final Question question;
    private final Asked asked;
    private final Set<Address> listening;
    private final String notBound;

    /**
     * Among those.
     *
     * @param listening the addresses that take node ports
     * @param notBound why the socket that was asked for is not bound; empty when it is
     */
    SocketsWalk(Question question, Collection<ServicePort> ports, Set<Address> listening, String notBound) {
        this.notBound = notBound;
        this.question = question;
        this.asked = new Asked(ports, question);
        this.listening = listening;
    }

    @Override
    public Finding from(Origin origin) {
        var atAddress = asked.atAddress();
        if (atAddress.isPresent()) {
            return Finding.nothing("this is an address of Service "
                    + atAddress.get().key().service() + ", and relay mode serves node ports alone");
        }
        var port = asked.atNodePort();
        if (port.isEmpty()) {
            return Finding.nothing("no Service has node port " + question.port() + "/"
                    + question.protocol().token() + ", and relay mode serves nothing else");
        }
        if (!listening.contains(question.address())) {
            return Finding.nothing(question.port() + " is the node port of Service "
                    + port.get().key().service() + ", but " + question.address()
                    + " is no address of this node that takes node ports");
        }
        var localOnly = port.get().isLocal(LocalPolicy.EXTERNAL);
        var local = localOnly ? Optional.of(LocalPolicy.EXTERNAL) : Optional.<LocalPolicy>empty();
        var answering = Asked.answering(port.get(), localOnly);
        if (answering.isEmpty()) {
            return new Finding(
                    Outcome.REFUSED,
                    Asked.nobody(port.get(), localOnly, LocalPolicy.EXTERNAL) + ", so nothing listens",
                    List.of(),
                    port,
                    local,
                    List.of());
        }
        if (!notBound.isEmpty()) {
            return new Finding(
                    Outcome.NOT_FOR_A_SERVICE,
                    "node port " + question.port() + " of Service "
                            + port.get().key().service() + " is not bound at " + question.address() + ": " + notBound
                            + "; whoever listens there answers, and nobody else",
                    List.of(),
                    port,
                    local,
                    List.of());
        }
        return new Finding(
                Outcome.FORWARDED,
                (localOnly
                                ? "externalTrafficPolicy is Local: to the endpoints of this node"
                                : "to one of its endpoints")
                        + ", from this node's address",
                List.of("socket " + question),
                port,
                local,
                answering);
    }
}
