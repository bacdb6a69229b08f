package io.portico.nodeproxy;

import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * {@code GET /explain?ip=…&port=…} on the management port: what becomes of a connection to there, which rule catches
 * it, and which endpoints answer or do not, and why. As text, or as JSON to who accepts that.
 */
@ApplicationScoped
public class ExplainEndpoint {
    private static final Logger LOG = Logger.getLogger(ExplainEndpoint.class);

    private final NodeProxyApplication application;

    ExplainEndpoint(NodeProxyApplication application) {
        this.application = application;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get("/explain").blockingHandler(this::explain);
    }

    private void explain(RoutingContext context) {
        var request = context.request();
        try {
            var question = Question.parse(
                    request.getParam("ip"),
                    request.getParam("port"),
                    request.getParam("proto"),
                    request.getParam("from"));
            var explanation = application.explain(question);
            context.response().putHeader("Vary", "Accept");
            if ("application/json"
                    .equals(context.parsedHeaders().accept().stream()
                            .map(accepted -> accepted.value())
                            .findFirst()
                            .orElse(""))) {
                answer(context, 200, "application/json", json(explanation).encodePrettily() + "\n");
            } else {
                answer(context, 200, "text/plain; charset=utf-8", explanation.toString());
            }
        } catch (IllegalArgumentException e) {
            answer(context, 400, "text/plain; charset=utf-8", e.getMessage() + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(context, 503, "text/plain; charset=utf-8", "this process is about to end\n");
        } catch (SocketException e) {
            answer(context, 500, "text/plain; charset=utf-8", "this host's addresses are unknown: " + e + "\n");
        }
    }

    private static void answer(RoutingContext context, int status, String type, String body) {
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", type)
                .end(body)
                // Who asked has gone.
                .onFailure(e -> LOG.debugf("an answer was not taken: %s", e));
    }

    private static JsonObject json(Explanation explanation) {
        var findings = new JsonArray();
        explanation.findings().forEach((origin, finding) -> {
            var one = new JsonObject()
                    .put("from", origin.name())
                    .put("outcome", finding.outcome().name())
                    .put("reason", finding.reason())
                    .put("caughtBy", new JsonArray(List.copyOf(finding.caught())));
            finding.port()
                    .ifPresent(port -> one.put("service", port.key().service().toString())
                            .put("port", port.name())
                            .put("hints", new JsonArray(explanation.hints().getOrDefault(port.key(), List.of()))));
            var endpoints = new JsonArray();
            explanation
                    .candidates()
                    .getOrDefault(finding, List.of())
                    .forEach(candidate -> endpoints.add(new JsonObject()
                            .put("endpoint", candidate.endpoint().toString())
                            .put("node", candidate.backend().node())
                            .put("slices", new JsonArray(candidate.slices()))
                            .put("ready", candidate.backend().ready())
                            .put("serving", candidate.backend().serving())
                            .put("terminating", candidate.backend().terminating())
                            .put("forZones", names(candidate.backend().hints().zones()))
                            .put("forNodes", names(candidate.backend().hints().nodes()))
                            .put("answers", candidate.leftOut().isEmpty())
                            .put("remark", candidate.remark())
                            .put("leftOut", candidate.leftOut())));
            findings.add(one.put("endpoints", endpoints));
        });
        return new JsonObject()
                .put("question", explanation.question().toString())
                .put("notes", new JsonArray(explanation.notes()))
                .put("findings", findings);
    }

    private static JsonArray names(Set<String> names) {
        return new JsonArray(names.stream().sorted().toList());
    }
}
