package io.coxswain.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/api/x, /api/x",
        "/api/, /api/",
        "//api//x, /api/x",
        "/api/../admin, /admin",
        "/api/%2e%2e/admin, /admin",
        "/api/.%2E/admin, /admin",
        "/a/./b/., /a/b/",
        "/a/b/.., /a/",
        "/a/..b/...c, /a/..b/...c",
        "/%61pi/x, /api/x",
        "/a%2fb, /a%2Fb",
        "/a%20b, /a%20b",
        "/api/a|b{c}, /api/a|b{c}",
        "/api;a=b/x, /api;a=b/x",
        "/a%252eb, /a%252eb",
        "/%C3%A4, /%C3%A4",
    })
    void isOneForm(String raw, String normal) {
        assertThat(NormalPath.of(raw)).isEqualTo(new NormalPath.Normal(normal));
        assertThat(NormalPath.of(normal)).as("normal already").isEqualTo(new NormalPath.Normal(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/api/../../etc",
                "/api/..%2fadmin",
                "/api/%2e%2e%2Fadmin",
                "/x/.%2f",
                "/api/%252e%252e/admin",
                "/api/.%252e/x",
                "/api/..;/admin",
                "/api/..;a=b/admin",
                "/api\\x",
                "/api%5cx",
                "/api/%zz",
                "/api/%2",
                "/api/%",
                "/a%00b",
                "/a%0d%0ab",
                "/a b",
                "/a\tb",
                "/\u00e4",
                "/a#b",
                "api",
                "",
            })
    void refusesWhatTwoServersCouldReadDifferently(String raw) {
        assertThat(NormalPath.of(raw)).isInstanceOf(NormalPath.Refused.class);
    }
}
