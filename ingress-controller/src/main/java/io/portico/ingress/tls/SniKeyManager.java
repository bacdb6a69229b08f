package io.portico.ingress.tls;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.runtime.net.HostName;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate of each handshake by the host that the client asks for (SNI, RFC 6066). One TLS context
 * serves all hosts; new certificates take effect at the next handshake, by one volatile write.
 */
public final class SniKeyManager extends X509ExtendedKeyManager {
    private final ServerCertificate selfMade;
    private final Consumer<String> defaultServed;
    private final RequestedName requestedName;
    private volatile Generation generation;

    /** What tells the host that a client asks for. */
    public interface RequestedName {
        /** The name as the client wrote it; null when it named none. */
        @Nullable
        String of(SSLEngine engine);
    }

    /** A handshake may choose from one generation and fetch its key after the next has come: the former is kept. */
    private record Generation(Certificates current, Certificates former) {}

    /**
     * @param selfMade what is served when the settings name no default certificate
     * @param defaultServed told the host, canonical, whenever a handshake that names one gets the default certificate;
     *     called on an event loop, so it must not block
     * @param requestedName such as {@link #nameOfSession}
     */
    public SniKeyManager(ServerCertificate selfMade, Consumer<String> defaultServed, RequestedName requestedName) {
        this.selfMade = selfMade;
        this.defaultServed = defaultServed;
        this.requestedName = requestedName;
        this.generation = new Generation(Certificates.NONE, Certificates.NONE);
    }

    /** Serves these from the next handshake on. */
    public void serve(Certificates certificates) {
        generation = new Generation(certificates, generation.current);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        var certificates = generation.current;
        var host = requestedHost(engine);
        var certificate = host == null ? null : certificates.forHost(host);
        if (certificate != null) {
            return certificate.keyType().equals(keyType) ? alias(host, certificate) : null;
        }
        if (host == null ? certificates.fallbackWaits() : certificates.waits(host)) {
            return null; // no certificate, no handshake: the client tries again, and nobody sees a wrong one
        }
        var fallback = certificates.fallback().orElse(selfMade);
        if (!fallback.keyType().equals(keyType)) {
            return null;
        }
        if (host != null) {
            defaultServed.accept(host);
        }
        return alias("", fallback);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias)
                .map(found -> found.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(ServerCertificate::key).orElse(null);
    }

    /** Host and fingerprint: the host finds the certificate, the fingerprint makes sure that it is still the same. */
    private static String alias(@Nullable String host, ServerCertificate certificate) {
        return certificate.fingerprint() + "@" + host;
    }

    private Optional<ServerCertificate> find(String alias) {
        var at = alias.indexOf('@');
        var fingerprint = alias.substring(0, at);
        var host = alias.substring(at + 1);
        var both = generation;
        return find(both.current, host, fingerprint).or(() -> find(both.former, host, fingerprint));
    }

    private Optional<ServerCertificate> find(Certificates certificates, String host, String fingerprint) {
        return Optional.ofNullable(host.isEmpty() ? null : certificates.forHost(host))
                .or(certificates::fallback)
                .filter(found -> found.fingerprint().equals(fingerprint))
                .or(() -> Optional.of(selfMade)
                        .filter(found -> found.fingerprint().equals(fingerprint)));
    }

    private @Nullable String requestedHost(SSLEngine engine) {
        var name = requestedName.of(engine);
        return name == null ? null : HostName.canonical(name);
    }

    /** The name in the handshake as the JDK reads it. */
    public static @Nullable String nameOfSession(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (var name : session.getRequestedServerNames()) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME && name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
