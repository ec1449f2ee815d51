package io.coxswain.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw bytes against the running proxy, with a backend that shows what reached it. */
class AttackTableTest {
    private static EchoBackend backend;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        backend = EchoBackend.echo();
        gateway = TestGateway.to(backend.address());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        backend.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '!',
            value = {
                "host port ! 200 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com:19055",
                "host case ! 200 ! GET /api/x HTTP/1.1\\r\\nHost: A.FOO.com",
                "trailing dot ! 200 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com.",
                "two labels ! 404 ! GET /api/x HTTP/1.1\\r\\nHost: a.b.foo.com",
                "dots ! 404 ! GET /api/../admin HTTP/1.1\\r\\nHost: a.foo.com",
                "encoded dots ! 404 ! GET /api/%2e%2e/admin HTTP/1.1\\r\\nHost: a.foo.com",
                "dots before an encoded slash ! 400 ! GET /api/..%2fadmin HTTP/1.1\\r\\nHost: a.foo.com",
                "parameters on dots ! 400 ! GET /api/..;/admin HTTP/1.1\\r\\nHost: a.foo.com",
                "double slash ! 200 ! GET //api//x HTTP/1.1\\r\\nHost: a.foo.com",
                "encoded letter ! 200 ! GET /%61pi/x HTTP/1.1\\r\\nHost: a.foo.com",
                "semicolon ! 404 ! GET /api;a=b/x HTTP/1.1\\r\\nHost: a.foo.com",
                "backslash ! 400 ! GET /api\\\\x HTTP/1.1\\r\\nHost: a.foo.com",
                "bad percent ! 400 ! GET /api/%zz HTTP/1.1\\r\\nHost: a.foo.com",
                "encoded NUL ! 400 ! GET /api/%00 HTTP/1.1\\r\\nHost: a.foo.com",
                "fragment ! 400 ! GET /api/x#y HTTP/1.1\\r\\nHost: a.foo.com",
                "raw braces ! 200 ! GET /api/a|b{c} HTTP/1.1\\r\\nHost: a.foo.com",
                "absolute form ! 200 ! GET http://a.foo.com/api/x HTTP/1.1\\r\\nHost: a.foo.com",
                "absolute form of another host ! 400 ! GET http://evil.foo.com/api/x HTTP/1.1\\r\\nHost: a.foo.com",
                "asterisk form ! 400 ! OPTIONS * HTTP/1.1\\r\\nHost: a.foo.com",
                "two hosts ! 400 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nHost: b.foo.com",
                "no host ! 400 ! GET /api/x HTTP/1.1",
                "bad host ! 400 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com/x",
                "CONNECT ! 405 ! CONNECT a.foo.com:443 HTTP/1.1\\r\\nHost: a.foo.com",
                "TRACE ! 405 ! TRACE /api HTTP/1.1\\r\\nHost: a.foo.com",
                "unknown version ! 505 ! GET /api/x HTTP/2.0\\r\\nHost: a.foo.com",
                "length and chunked ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nContent-Length: 6\\r\\n"
                        + "Transfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nX",
                "chunked and length ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nTransfer-Encoding: chunked\\r\\n"
                        + "Content-Length: 6\\r\\n\\r\\n0\\r\\n\\r\\nX",
                "chunked in 1.0 ! 400 ! POST /api/x HTTP/1.0\\r\\nHost: a.foo.com\\r\\nContent-Length: 6\\r\\n"
                        + "Transfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nX",
                "xchunked ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nTransfer-Encoding: xchunked\\r\\n"
                        + "Content-Length: 3\\r\\n\\r\\nabc",
                "xchunked alone ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\nabc",
                "chunked, identity ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\n"
                        + "Transfer-Encoding: chunked, identity\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n\\r\\n",
                "chunked twice ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nTransfer-Encoding: chunked\\r\\n"
                        + "Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n\\r\\n",
                "two lengths ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nContent-Length: 3\\r\\n"
                        + "Content-Length: 4\\r\\n\\r\\nabcd",
                "signed length ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nContent-Length: +3\\r\\n\\r\\nabc",
                "negative length ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nContent-Length: -3\\r\\n\\r\\nabc",
                "space before colon ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\n"
                        + "Transfer-Encoding : chunked\\r\\nContent-Length: 3\\r\\n\\r\\nabc",
                "folded line ! 400 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nX-A: b\\r\\n c: d",
                "bare LF ! 400 ! GET /api/x HTTP/1.1\\nHost: a.foo.com\\n",
                "leading NUL ! 400 ! \\0\\1GET /api/x HTTP/1.1\\r\\nHost: a.foo.com",
                "NUL in a value ! 400 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nX-A: a\\0b",
                "bare CR in a value ! 400 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nX-A: a\\rb",
                "LF in a chunk extension ! 400 ! POST /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\n"
                        + "Transfer-Encoding: chunked\\r\\n\\r\\n3;a\\nabc\\r\\n0\\r\\n\\r\\n",
                "unknown expectation ! 417 ! GET /api/x HTTP/1.1\\r\\nHost: a.foo.com\\r\\nExpect: magic",
            })
    void isAnsweredOrRefused(String name, int status, String request) throws IOException {
        int before = backend.requests.get();
        String raw = request.replace("\\\\", "\u0002")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\1", "\1")
                .replace("\u0002", "\\");
        String answer =
                gateway.exchange(raw.contains("\r\n\r\n") || name.equals("bare LF") ? raw + "" : raw + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(Pattern.compile("HTTP/1.1 \\d").matcher(answer).results().count())
                .as("answers")
                .isEqualTo(1);
        if (status != 200 && !name.startsWith("LF in a chunk")) {
            assertThat(backend.requests.get())
                    .as("requests that reached the backend")
                    .isEqualTo(before);
        }
    }

    @Test
    void forwardsTheSamePathThatItMatched() throws IOException {
        String answer = gateway.exchange("GET //api/./a/../%62|{}?q=%zz&/../x HTTP/1.1\r\nHost: A.foo.com:81\r\n\r\n");
        assertThat(answer).contains("\r\n\r\nGET /api/b|{}?q=%zz&/../x HTTP/1.1\r\nhost: A.foo.com:81\r\n");
    }

    @Test
    void saysWhoTheClientIsAndLetsNoClientSayIt() throws IOException {
        String answer = gateway.exchange(EchoBackend.wire("""
                GET /api/x HTTP/1.1
                Host: a.foo.com
                X-Forwarded-For: 6.6.6.6
                X-Forwarded-Host: evil
                Forwarded: for=6.6.6.6
                X-Real-IP: 6.6.6.6
                X_Forwarded_For: 6.6.6.6
                X-Original-URL: /admin
                X-Request-ID: evil
                Proxy: evil
                Connection: keep-alive, X-Forwarded-For, X-Secret, Host, Authorization
                X-Secret: 1
                Authorization: Basic eA==
                Proxy-Connection: keep-alive
                Keep-Alive: 5
                TE: trailers
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA
                X-Kept: yes

                """));
        assertThat(answer)
                .contains("x-forwarded-for: 127.0.0.1\r\n")
                .contains("x-real-ip: 127.0.0.1\r\n")
                .contains("x-forwarded-host: a.foo.com\r\n")
                .contains("x-forwarded-port: " + gateway.listener.port() + "\r\n")
                .contains("x-forwarded-proto: http\r\n")
                .contains("x-forwarded-scheme: http\r\n")
                .containsPattern("x-request-id: [0-9a-f]{32}\r\n")
                .contains("Authorization: Basic")
                .contains("te: trailers\r\n")
                .contains("X-Kept: yes");
        String lower = answer.toLowerCase(Locale.ROOT);
        assertThat(List.of(
                        "6.6.6.6", "evil", "forwarded: for", "x-secret", "/admin", "proxy-conn", "keep-alive", "h2c"))
                .noneMatch(lower::contains);
    }

    @Test
    void believesAProxyThatIsTrusted() throws IOException {
        try (var behind = new TestGateway(
                List.of("127.0.0.0/8"), TestGateway.settings(java.time.Duration.ofSeconds(20)), backend.address())) {
            String answer = behind.exchange(EchoBackend.wire("""
                    GET /api HTTP/1.1
                    Host: a.foo.com
                    X-Forwarded-For: 9.9.9.9
                    X-Forwarded-Proto: https
                    X-Request-ID: known

                    """));
            assertThat(answer)
                    .contains("x-forwarded-for: 9.9.9.9, 127.0.0.1\r\n")
                    .contains("x-real-ip: 9.9.9.9\r\n")
                    .contains("x-forwarded-proto: https\r\n")
                    .contains("x-request-id: known\r\n");
        }
    }

    @Test
    void boundsTheHead() throws IOException {
        String start = "GET /api HTTP/1.1\r\nHost: a.foo.com\r\n";
        assertThat(gateway.exchange("GET /api/" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a.foo.com\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(gateway.exchange(start + "X-A: " + "a".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(gateway.exchange(start + "X-A: a\r\n".repeat(120) + "\r\n")).startsWith("HTTP/1.1 431 ");
    }
}
