package io.portico.ingress.model.translate;

import io.portico.ingress.model.routing.Entry;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.runtime.values.NamespacedName;
import java.util.List;
import java.util.Optional;

/**
 * What the operator decided.
 *
 * @param namespace the install namespace
 * @param ingressClass the class that the legacy annotation names, and whose absence is worth a word
 * @param defaultBackend a Service in the install namespace
 * @param defaultCertificate the Secret to serve where no other certificate is there
 * @param publishService the Service in the install namespace whose addresses go into the status of Ingresses
 * @param publishAddresses fixed status addresses, IPs or host names; they win
 * @param httpPort where plain HTTP is listened at; 0 for any free one
 * @param httpsPort where TLS is listened at; 0 for any free one
 * @param upstream how requests go to endpoints
 */
public record Settings(
        String namespace,
        String ingressClass,
        String defaultBackend,
        Optional<NamespacedName> defaultCertificate,
        String publishService,
        List<String> publishAddresses,
        int httpPort,
        int httpsPort,
        UpstreamPolicy upstream) {

    /** The defaults of the chart. */
    public static final Settings DEFAULT = new Settings(
            "portico-system",
            "portico",
            "default-http-backend",
            Optional.empty(),
            "portico-ingress-controller",
            List.of(),
            80,
            443,
            UpstreamPolicy.DEFAULT);

    /** The same at other ports. */
    public Settings listeningAt(int http, int https) {
        return new Settings(
                namespace,
                ingressClass,
                defaultBackend,
                defaultCertificate,
                publishService,
                publishAddresses,
                http,
                https,
                upstream);
    }

    /** The listener of plain HTTP on the node. */
    public Listener.Key http() {
        return new Listener.Key(Entry.NODE, httpPort, Listener.Protocol.HTTP);
    }

    /** The listener of TLS on the node. */
    public Listener.Key https() {
        return new Listener.Key(Entry.NODE, httpsPort, Listener.Protocol.HTTPS);
    }
}
