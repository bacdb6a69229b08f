package io.portico.ingress.model.annotations;

import io.portico.ingress.model.routing.Filter;
import java.util.List;

/** {@code ssl-redirect}: plain HTTP is redirected where the host has TLS, unless it says {@code false}. */
final class SslRedirect implements Concern {
    private static final int PERMANENT = 308;

    private static final Annotation SSL_REDIRECT =
            Annotation.harmless("ssl-redirect", "plain HTTP is redirected where the host has TLS");

    @Override
    public List<Annotation> annotations() {
        return List.of(SSL_REDIRECT);
    }

    @Override
    public List<Filter> filters(AnnotationValues values) {
        return values.of(SSL_REDIRECT).filter("false"::equals).isPresent()
                ? List.of()
                : List.of(new Filter.RedirectToHttps(PERMANENT));
    }
}
