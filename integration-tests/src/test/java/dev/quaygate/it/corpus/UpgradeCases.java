package dev.quaygate.it.corpus;

import static dev.quaygate.it.corpus.H1Case.either;
import static dev.quaygate.it.corpus.H1Case.refuse;
import static dev.quaygate.it.corpus.H1Case.serve;
import static dev.quaygate.it.corpus.Raw.SMUGGLED;
import static dev.quaygate.it.corpus.Raw.get;
import static dev.quaygate.it.corpus.Raw.line;
import static dev.quaygate.it.corpus.Raw.request;

import java.util.List;
import java.util.stream.Stream;

/** Expect and Upgrade (RFC 9110 sections 7.8, 10.1.1; RFC 6455 section 4.2). */
final class UpgradeCases {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    private static final String[] WEBSOCKET = {
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY
    };

    private UpgradeCases() {}

    static List<H1Case> all() {
        return Stream.concat(expectations().stream(), upgrades().stream()).toList();
    }

    private static List<H1Case> expectations() {
        return List.of(
                refuse(
                                "unknown expectation",
                                "U2",
                                "9110 10.1.1",
                                request("POST", "/u", "Expect: 200-ok", "Content-Length: 5")
                                        + "hello")
                        .status(417),
                refuse(
                                "expectation list",
                                "U2",
                                "9110 10.1.1",
                                request(
                                                "POST",
                                                "/u",
                                                "Expect: 100-continue, x",
                                                "Content-Length: 5")
                                        + "hello")
                        .status(417),
                refuse(
                                "two expectations",
                                "U2",
                                "9110 10.1.1",
                                request(
                                                "POST",
                                                "/u",
                                                "Expect: 100-continue",
                                                "Expect: 100-continue",
                                                "Content-Length: 5")
                                        + "hello")
                        .status(400, 417),
                refuse(
                        "folded expectation",
                        "N2",
                        "9112 5.2",
                        request("POST", "/u", "Expect:\r\n 100-continue", "Content-Length: 5")
                                + "hello"),
                serve(
                                "expectation is not forwarded",
                                "U1",
                                "9110 10.1.1",
                                request("POST", "/u", "Expect: 100-Continue", "Content-Length: 5")
                                        + "hello",
                                "POST /u")
                        .withBody("hello")
                        .lacking("expect:"),
                serve(
                                "expectation in HTTP/1.0 is ignored",
                                "U1",
                                "9110 10.1.1",
                                line(
                                                "POST /u HTTP/1.0",
                                                "Expect: 100-continue",
                                                "Content-Length: 5")
                                        + "hello",
                                "POST /u")
                        .withBody("hello")
                        .lacking("expect:"));
    }

    private static List<H1Case> upgrades() {
        return List.of(
                serve(
                                "websocket that the application declines",
                                "U3",
                                "6455 4.2",
                                get("/u", WEBSOCKET),
                                "GET /u")
                        .holding(
                                "upgrade: websocket",
                                "connection: upgrade",
                                "sec-websocket-version: 13"),
                refuse(
                        "websocket with a length",
                        "U3",
                        "6455 4.1",
                        get(
                                        "/u",
                                        WEBSOCKET[0],
                                        WEBSOCKET[1],
                                        WEBSOCKET[2],
                                        KEY,
                                        "Content-Length: " + SMUGGLED.length())
                                + SMUGGLED),
                refuse(
                        "websocket with chunks",
                        "U3",
                        "6455 4.1",
                        get(
                                        "/u",
                                        WEBSOCKET[0],
                                        WEBSOCKET[1],
                                        WEBSOCKET[2],
                                        KEY,
                                        "Transfer-Encoding: chunked")
                                + "0\r\n\r\n"),
                refuse(
                                "websocket version 8",
                                "U3",
                                "6455 4.2.2",
                                get(
                                        "/u",
                                        WEBSOCKET[0],
                                        WEBSOCKET[1],
                                        "Sec-WebSocket-Version: 8",
                                        KEY))
                        .status(400, 426),
                refuse(
                                "websocket without a version",
                                "U3",
                                "6455 4.2.1",
                                get("/u", WEBSOCKET[0], WEBSOCKET[1], KEY))
                        .status(400, 426),
                refuse(
                        "websocket without a key",
                        "U3",
                        "6455 4.2.1",
                        get("/u", WEBSOCKET[0], WEBSOCKET[1], WEBSOCKET[2])),
                refuse(
                        "websocket with a short key",
                        "U3",
                        "6455 4.2.1",
                        get(
                                "/u",
                                WEBSOCKET[0],
                                WEBSOCKET[1],
                                WEBSOCKET[2],
                                "Sec-WebSocket-Key: YWJj")),
                refuse(
                        "websocket with a key of nonsense",
                        "U3",
                        "6455 4.2.1",
                        get(
                                "/u",
                                WEBSOCKET[0],
                                WEBSOCKET[1],
                                WEBSOCKET[2],
                                "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==")),
                either(
                                "websocket by POST",
                                "U3",
                                "6455 4.1",
                                request("POST", "/u", WEBSOCKET),
                                "POST /u")
                        .lacking("upgrade:"),
                either(
                                "websocket in HTTP/1.0",
                                "U3",
                                "6455 4.1",
                                line("GET /u HTTP/1.0", WEBSOCKET),
                                "GET /u")
                        .lacking("upgrade:"),
                either(
                                "websocket not named by Connection",
                                "U3",
                                "9110 7.8",
                                get("/u", WEBSOCKET[1], WEBSOCKET[2], KEY),
                                "GET /u")
                        .lacking("upgrade:"),
                either(
                                "websocket beside another token",
                                "U3",
                                "6455 4.2",
                                get(
                                        "/u",
                                        WEBSOCKET[0],
                                        "Upgrade: websocket, h2c",
                                        WEBSOCKET[2],
                                        KEY),
                                "GET /u")
                        .lacking("upgrade: websocket, h2c", "upgrade: h2c"),
                serve(
                                "h2c upgrade is a plain request",
                                "U3",
                                "9113 3.1",
                                get(
                                        "/u",
                                        "Connection: Upgrade, HTTP2-Settings",
                                        "Upgrade: h2c",
                                        "HTTP2-Settings: AAMAAABkAAQAAP__"),
                                "GET /u")
                        .lacking("upgrade:", "http2-settings:"),
                serve(
                                "TLS upgrade is a plain request",
                                "U3",
                                "9110 7.8",
                                get("/u", "Connection: Upgrade", "Upgrade: TLS/1.3"),
                                "GET /u")
                        .lacking("upgrade:"),
                serve(
                        "bytes after a declined websocket are the next request",
                        "U4",
                        "6455 4.2",
                        get("/u", WEBSOCKET) + get("/v"),
                        "GET /u",
                        "GET /v"),
                either(
                        "h2c upgrade with a request behind",
                        "U3",
                        "9113 3.1",
                        get("/u", "Connection: Upgrade", "Upgrade: h2c", "Content-Length: 0")
                                + get("/v"),
                        "GET /u",
                        "GET /v"));
    }
}
