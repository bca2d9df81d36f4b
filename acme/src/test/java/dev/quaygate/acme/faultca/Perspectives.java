package dev.quaygate.acme.faultca;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Several places that must agree: of two to five one may fail, of six and more two; the first is
 * the authority itself and must succeed.
 */
final class Perspectives {
    private final int count;
    private final Set<Integer> blocked = ConcurrentHashMap.newKeySet();

    Perspectives(int count) {
        this.count = count;
    }

    void block(int perspective) {
        blocked.add(perspective);
    }

    void unblock() {
        blocked.clear();
    }

    void look(Validation validation, Validation.Question question) throws CaProblem {
        int allowed = count < 2 ? 0 : count < 6 ? 1 : 2;
        int failed = 0;
        for (int place = 0; place < count; place++) {
            try {
                if (blocked.contains(place)) {
                    throw CaProblem.of(400, "connection", "timeout during connect");
                }
                validation.look(question, place);
            } catch (CaProblem e) {
                failed++;
                if (failed > allowed || place == 0) {
                    throw place == 0
                            ? e
                            : CaProblem.of(
                                    e.status, e.type, "during secondary validation: " + e.detail());
                }
            }
        }
    }
}
