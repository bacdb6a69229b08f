package io.portico.certmanager.model;

import io.portico.certmanager.model.authority.AuthorityPlan;
import io.portico.certmanager.model.authority.AuthoritySituation;
import io.portico.certmanager.model.authority.AuthoritySituation.Content;
import io.portico.certmanager.model.authority.AuthoritySituation.Stored;
import io.portico.runtime.ObjectRef;
import io.portico.testkit.Golden;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done about the CA's Secret in each situation: {@code authority/plans.txt}. */
class GoldenAuthorityPlanTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final ObjectRef SECRET = new ObjectRef("v1", "Secret", "portico-system", "kube-ca", "");
    private static final Content USABLE = usable("2036-01-01T00:00:00Z");
    private static final Content BROKEN = new Content.Unusable("tls.crt has no PEM block CERTIFICATE");

    private final Map<String, AuthoritySituation> situations = new LinkedHashMap<>();

    @Test
    void each_situation_has_its_plan() {
        missing("nothing is there and nothing was", false, false, IssuanceBudget.UNSPENT);
        missing("it is gone and there are signs of it", false, true, IssuanceBudget.UNSPENT);
        missing("it was deleted and is remembered", true, false, IssuanceBudget.UNSPENT);
        missing("it was deleted for the fifth time", true, false, new IssuanceBudget(4, NOW.minusSeconds(1)));
        missing("it was deleted for the sixth time", true, false, new IssuanceBudget(5, NOW.minusSeconds(1)));
        stored("it can sign", Optional.empty(), USABLE);
        stored("it ends soon", Optional.empty(), usable("2026-04-01T00:00:00Z"));
        stored("it cannot sign", Optional.empty(), BROKEN);
        stored("it can sign and a new root is asked for", Optional.of("true"), USABLE);
        stored("it cannot sign and a new root is asked for", Optional.of("true"), BROKEN);
        stored("a new root is asked for in other words", Optional.of("yes"), USABLE);
        var text = new StringBuilder();
        situations.forEach((name, situation) -> print(text.append(name).append(":\n"), AuthorityPlan.of(situation)));
        var facts = ((Content.Usable) USABLE).facts();
        text.append("told:\n");
        text.append("  ").append(AuthorityPlan.made(SECRET, facts, false)).append('\n');
        text.append("  ").append(AuthorityPlan.made(SECRET, facts, true)).append('\n');
        text.append("  ").append(AuthorityPlan.restored(SECRET)).append('\n');
        Golden.assertMatches("authority/plans.txt", text.toString());
    }

    private static void print(StringBuilder text, AuthorityPlan plan) {
        text.append("  ").append(plan.action()).append('\n');
        plan.problems()
                .forEach(problem -> text.append("  warn ").append(problem).append('\n'));
    }

    private static Content usable(String ends) {
        return new Content.Usable(new AuthorityFacts("CN=kube-ca", "a1b2c3", "d4e5f6", Instant.parse(ends)));
    }

    private void missing(String name, boolean remembered, boolean earlier, IssuanceBudget restores) {
        situations.put(name, new AuthoritySituation(SECRET, Optional.empty(), remembered, earlier, restores, NOW));
    }

    private void stored(String name, Optional<String> asked, Content content) {
        situations.put(
                name,
                new AuthoritySituation(
                        SECRET, Optional.of(new Stored(asked, content)), true, false, IssuanceBudget.UNSPENT, NOW));
    }
}
