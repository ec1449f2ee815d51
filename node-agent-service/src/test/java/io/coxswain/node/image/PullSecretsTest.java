package io.coxswain.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.node.runtime.RegistryLogin;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullSecretsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    https://index.docker.io/v1/, busybox,                   true
                    docker.io,                   docker.io/library/busybox, true
                    docker.io,                   quay.io/library/busybox,   false
                    reg.example.com,             reg.example.com/a/b:1,     true
                    http://reg.example.com:5000, reg.example.com:5000/a,    true
                    reg.example.com:5000,        reg.example.com/a,         false
                    reg.example.com/team,        reg.example.com/team/a,    true
                    reg.example.com/team,        reg.example.com/other/a,   false
                    *.example.com,               reg.example.com/a,         true
                    *.example.com,               a.reg.example.com/a,       false
                    """)
    void loginIsForTheImagesOfItsPlace(String place, String image, boolean matches) {
        Secret secret = secret(".dockerconfigjson", """
                {"auths": {"%s": {"username": "u", "password": "p"}}}""".formatted(place));
        assertThat(PullSecrets.logins(List.of(secret), image)).hasSize(matches ? 1 : 0);
    }

    @Test
    void closestPlaceComesFirstAndBothFormsAreRead() {
        String joined = Base64.getEncoder().encodeToString("old:pa:ss".getBytes(StandardCharsets.UTF_8));
        Secret old = secret(".dockercfg", """
                {"r.io": {"auth": "%s"}}""".formatted(joined));
        Secret fresh = secret(".dockerconfigjson", """
                {"auths": {"r.io/team": {"identitytoken": "t"}}}""");
        Secret broken = secret(".dockerconfigjson", "no json");
        assertThat(PullSecrets.logins(List.of(broken, old, fresh), "r.io/team/app"))
                .containsExactly(
                        new RegistryLogin("r.io/team", "", "", "t"), new RegistryLogin("r.io", "old", "pa:ss", ""));
    }

    private static Secret secret(String key, String text) {
        return new SecretBuilder()
                .addToData(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
