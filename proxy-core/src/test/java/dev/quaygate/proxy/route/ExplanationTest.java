package dev.quaygate.proxy.route;

import static dev.quaygate.proxy.route.Routes.route;
import static dev.quaygate.proxy.route.Routes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.Route;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    @Test
    void saysTheFirstFailedConditionOfEveryOtherRoute() {
        var table =
                table(
                        route("shop.ex", "/api/*"),
                        route("shop.ex", "/*", 0, Route.Scheme.HTTP),
                        route("blog.ex *.blog.ex", "/*"),
                        route("shop.ex", "/static/*"),
                        route("shop.ex", "/*"),
                        route("*", "/api/*"),
                        route("*", "/*", -1));

        var explanation = table.explain("GET", Route.Scheme.HTTPS, "Shop.EX.", "/api/x");

        assertThat(explanation.chosen()).extracting(Route::name).isEqualTo("shop.ex/api/*");
        assertThat(explanation.others().stream().map(o -> o.failed() + ": " + o.detail()))
                .containsExactly(
                        "SCHEME: serves on http only",
                        "HOST: host shop.ex is not blog.ex or *.blog.ex",
                        "PATH: path /api/x is not /static/*",
                        "PRECEDENCE: shop.ex/api/* comes first: path /api/* over /*",
                        "PRECEDENCE: shop.ex/api/* comes first: host shop.ex over *",
                        "PRECEDENCE: shop.ex/api/* comes first: priority 0 over -1");
    }

    @Test
    void choosesNothingWhenNoRouteTakesIt() {
        var explanation =
                table(route("shop.ex", "/api/*"))
                        .explain("GET", Route.Scheme.HTTPS, "shop.ex", "/x");

        assertThat(explanation.chosen()).isNull();
        assertThat(explanation.others()).hasSize(1);
        assertThat(explanation.others().getFirst().failed()).isEqualTo(Explanation.Condition.PATH);
    }
}
