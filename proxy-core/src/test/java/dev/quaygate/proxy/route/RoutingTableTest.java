package dev.quaygate.proxy.route;

import static dev.quaygate.proxy.route.Routes.route;
import static dev.quaygate.proxy.route.Routes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.settings.Route;
import dev.quaygate.proxy.text.Ascii;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTableTest {
    @ParameterizedTest
    @CsvSource({
        "shop.ex,      /api,          shop.ex/api/*",
        "shop.ex,      /api/,         shop.ex/api/*",
        "shop.ex,      /api/x,        shop.ex/api/*",
        "shop.ex,      /apix,         shop.ex/*",
        "shop.ex,      /API/x,        shop.ex/*",
        "shop.ex,      /,             shop.ex/*",
        "shop.ex,      '',            shop.ex/*",
        "shop.ex,      *,             shop.ex/*",
        "shop.ex,      /api/v1/users, shop.ex/api/v1/users",
        "shop.ex,      /api/v1/user,  shop.ex/api/v1/*",
        "shop.ex,      /api/v1/users/,shop.ex/api/v1/*",
        "shop.ex,      //api///v1//users, shop.ex/api/v1/users",
        "shop.ex,      /api//x,       shop.ex/api/*",
        "SHOP.Ex,      /api/x,        shop.ex/api/*",
        "shop.ex.,     /api/x,        shop.ex/api/*",
        "a.shop.ex,    /x,            *.shop.ex/*",
        "A.SHOP.EX.,   /x,            *.shop.ex/*",
        "b.a.shop.ex,  /x,            */*",
        ".shop.ex,     /x,            */*",
        "other.ex,     /x,            */*",
        "'[::1]',      /x,            ::1/*",
        "'[::2]',      /x,            */*",
        "203.0.113.7,  /x,            203.0.113.7/*",
    })
    void findsTheMostSpecificHostThenPath(String host, String path, String expected) {
        var table =
                table(
                        route("*", "/*"),
                        route("*.shop.ex", "/*"),
                        route("shop.ex", "/*"),
                        route("shop.ex", "/api/*"),
                        route("shop.ex", "/api/v1/*"),
                        route("shop.ex", "/api/v1/users"),
                        route("::1", "/*"),
                        route("203.0.113.7", "/*"));

        Route found = table.find(head(host, path), Route.Scheme.HTTPS);

        assertThat(found).extracting(Route::name).isEqualTo(expected);
    }

    @Test
    void fallsBackToAWiderHostWhenTheExactOneHasNoSuchPath() {
        var table = table(route("shop.ex", "/api/*"), route("*", "/*"));

        assertThat(table.find(head("shop.ex", "/x"), Route.Scheme.HTTPS))
                .extracting(Route::name)
                .isEqualTo("*/*");
    }

    @Test
    void putsPriorityBeforeHostAndPath() {
        var table =
                table(
                        route("shop.ex", "/api/v1"),
                        route("shop.ex", "/*", 1),
                        route("*", "/api/*", 2),
                        route("*.ex", "/*", 2));

        assertThat(table.find(head("shop.ex", "/api/v1"), Route.Scheme.HTTPS))
                .extracting(Route::name)
                .isEqualTo("*.ex/*!2");
    }

    @Test
    void keepsSchemesApartAndFindsNothingWhereNothingIs() {
        var table =
                table(
                        route("shop.ex", "/*", 0, Route.Scheme.HTTP),
                        route("secure.ex", "/*", 0, Route.Scheme.HTTPS));

        assertThat(table.find(head("shop.ex", "/"), Route.Scheme.HTTP)).isNotNull();
        assertThat(table.find(head("shop.ex", "/"), Route.Scheme.HTTPS)).isNull();
        assertThat(table.find(head("secure.ex", "/"), Route.Scheme.HTTP)).isNull();
        assertThat(table().find(head("shop.ex", "/"), Route.Scheme.HTTPS)).isNull();
    }

    @Test
    void knowsOnlyHostsThatAreNamedOnHttps() {
        var table =
                table(
                        route("shop.ex *.shop.ex", "/api/*"),
                        route("plain.ex", "/*", 0, Route.Scheme.HTTP),
                        route("*", "/*"));

        assertThat(table.knowsHost("shop.ex")).isTrue();
        assertThat(table.knowsHost("a.shop.ex")).isTrue();
        assertThat(table.knowsHost("b.a.shop.ex")).isFalse();
        assertThat(table.knowsHost("plain.ex")).isFalse();
        assertThat(table.knowsHost("")).isFalse();
        assertThat(table.takesAnyHost()).isTrue();
        assertThat(table(route("shop.ex", "/*")).takesAnyHost()).isFalse();
    }

    @Test
    void allocatesNothingPerLookUp() {
        var routes = new Route[500];
        for (int i = 0; i < routes.length; i++) {
            routes[i] = route("h" + i % 50 + ".ex", "/p" + i + "/*");
        }
        var table = table(routes);
        RequestHead head = head("H7.ex", "/p57/some/long/path");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        lookUp(table, head, 20_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        int hits = lookUp(table, head, 100_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(hits).isEqualTo(100_000);
        assertThat(allocated).isLessThan(100_000);
    }

    private static int lookUp(RoutingTable<Route> table, RequestHead head, int times) {
        int hits = 0;
        for (int i = 0; i < times; i++) {
            hits += table.find(head, Route.Scheme.HTTPS) == null ? 0 : 1;
        }
        return hits;
    }

    static RequestHead head(String host, String path) {
        var head = new RequestHead();
        byte[] hostBytes = Ascii.bytes(host);
        byte[] pathBytes = Ascii.bytes(path);
        head.hostStart = head.append(hostBytes, 0, hostBytes.length);
        head.hostEnd = head.length;
        head.normalStart = head.append(pathBytes, 0, pathBytes.length);
        head.normalEnd = head.length;
        return head;
    }
}
