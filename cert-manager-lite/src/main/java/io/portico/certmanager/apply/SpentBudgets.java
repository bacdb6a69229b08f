package io.portico.certmanager.apply;

import io.portico.certmanager.model.IssuanceBudgets;
import io.portico.runtime.values.NamespacedName;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this replica issued of late: of a Secret that is deleted again and again, nobody else remembers it. */
final class SpentBudgets {
    private static final int REMEMBERED = 10_000;

    private final Map<NamespacedName, IssuanceBudgets> budgets = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NamespacedName, IssuanceBudgets> eldest) {
            return size() > REMEMBERED;
        }
    };

    synchronized IssuanceBudgets of(NamespacedName name) {
        return budgets.getOrDefault(name, IssuanceBudgets.UNSPENT);
    }

    synchronized void remember(NamespacedName name, IssuanceBudgets spent) {
        budgets.put(name, spent);
    }
}
