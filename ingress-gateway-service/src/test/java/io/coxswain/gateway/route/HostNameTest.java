package io.coxswain.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "a.foo.com, a.foo.com",
        "A.Foo.COM, a.foo.com",
        "a.foo.com:8080, a.foo.com",
        "a.foo.com., a.foo.com",
        "a.foo.com.:80, a.foo.com",
        "localhost, localhost",
        "127.0.0.1:80, 127.0.0.1",
        "[::1], [::1]",
        "[2001:DB8::1]:443, [2001:db8::1]",
    })
    void isTheNameInLowerCase(String authority, String host) {
        assertThat(HostName.of(authority)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                ".",
                "a..b",
                ".a",
                "a.com..",
                "a b",
                "a/b",
                "a@b",
                "user:pw@a",
                "a:b",
                "a:123456",
                "[::1",
                "[]",
                "[::1]x",
                "a_b",
                "a,b",
                "\u00e4.com",
                "a\tb"
            })
    void isNotOf(String authority) {
        assertThat(HostName.of(authority)).isNull();
    }
}
