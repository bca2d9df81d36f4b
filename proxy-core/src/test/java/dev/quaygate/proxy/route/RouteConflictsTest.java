package dev.quaygate.proxy.route;

import static dev.quaygate.proxy.route.Routes.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteConflictsTest {
    @Test
    void reportsRoutesThatNothingDecidesBetween() {
        Route one = route("shop.ex www.shop.ex", "/api/*");
        Route two = route("www.shop.ex", "/api/*");

        assertThat(RouteConflicts.find(List.of(one, two)))
                .containsExactly(
                        new RouteConflict.Duplicate(
                                one, two, new HostPattern.Exact("www.shop.ex")));
    }

    @Test
    void reportsPathsThatReadAlike() {
        assertThat(RouteConflicts.find(List.of(route("*", "/a//b"), route("*", "/a/b"))))
                .hasSize(1);
    }

    @Test
    void leavesDifferentSchemePriorityHostAndPathAlone() {
        assertThat(
                        RouteConflicts.find(
                                List.of(
                                        route("shop.ex", "/a/*"),
                                        route("shop.ex", "/a/*", 0, Route.Scheme.HTTP),
                                        route("shop.ex", "/a"),
                                        route("*.ex", "/a/*"),
                                        route("*", "/a/*"),
                                        route("*", "/*"))))
                .isEmpty();
    }

    @Test
    void namesTheRouteInFrontOfOneThatCanNeverWin() {
        Route front = route("*", "/api/*", 10);
        Route exact = route("shop.ex", "/api/v1/x");
        Route prefix = route("*.shop.ex", "/api/v2/*");
        Route same = route("*", "/api/*");
        Route wider = route("shop.ex", "/*");

        assertThat(RouteConflicts.find(List.of(exact, prefix, same, wider, front)))
                .containsExactly(
                        new RouteConflict.Shadowed(exact, front),
                        new RouteConflict.Shadowed(prefix, front),
                        new RouteConflict.Shadowed(same, front));
    }

    @Test
    void doesNotCallARouteShadowedThatStillWinsOnOneHost() {
        Route front = route("*.shop.ex", "/*", 1);

        assertThat(RouteConflicts.find(List.of(route("a.shop.ex b.ex", "/*"), front))).isEmpty();
        assertThat(RouteConflicts.find(List.of(route("a.shop.ex b.shop.ex", "/*"), front)))
                .hasSize(1);
    }

    @Test
    void looksThroughTenThousandRoutesInOneGo() {
        var routes = new ArrayList<Route>();
        for (int i = 0; i < 10_000; i++) {
            routes.add(route("h" + i + ".ex", "/api/v1/*"));
        }
        routes.add(route("h77.ex", "/*", 1));

        assertThat(RouteConflicts.find(routes))
                .containsExactly(new RouteConflict.Shadowed(routes.get(77), routes.get(10_000)));
    }
}
