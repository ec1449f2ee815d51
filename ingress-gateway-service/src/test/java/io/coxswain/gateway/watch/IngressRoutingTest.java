package io.coxswain.gateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.gateway.endpoint.Upstream;
import io.coxswain.gateway.route.Route;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The scenarios of the Ingress conformance suite and of the API's documentation, each row a request and its Service.
 */
class IngressRoutingTest {
    private static final List<Ingress> INGRESSES = List.of(
            ingress("exact", "1", "exact-path-rules", "Exact /foo foo-exact"),
            ingress(
                    "prefix",
                    "2",
                    "prefix-path-rules",
                    "Prefix /foo foo-prefix",
                    "Prefix /aaa/bbb aaa-slash-bbb-prefix",
                    "Prefix /aaa aaa-prefix"),
            ingress("mixed", "3", "mixed-path-rules", "Prefix /foo foo-prefix", "Exact /foo foo-exact"),
            ingress(
                    "slash-prefix",
                    "4",
                    "trailing-slash-path-rules",
                    "Prefix /aaa/bbb/ aaa-slash-bbb-slash-prefix",
                    "Exact /foo/ foo-slash-exact"),
            ingress("wildcard", "5", "*.foo.com", "Prefix / wildcard-foo-com"),
            ingress("host", "6", "foo.bar.com", "Prefix / foo-bar-com"),
            ingress("implementation", "7", "any.example", "ImplementationSpecific /v1 by-prefix"),
            ingress("both", "8", "both.foo.com", "Prefix /only own-host"),
            ingress("younger", "9", "foo.bar.com", "Prefix / loser", "Prefix /more younger"),
            withDefault(ingress("misses", "9", "misses.example", "Prefix /here here"), "host-default"),
            ingress("slashes", "9", "slashes.example", "Prefix /s without", "Prefix /s/ with"),
            withDefault(ingress("hostdefault", "9", "all.example"), "all"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "404",
            value = {
                "exact-path-rules, /foo, foo-exact",
                "exact-path-rules, /foo/, 404",
                "exact-path-rules, /FOO, 404",
                "exact-path-rules, /bar, 404",
                "prefix-path-rules, /foo, foo-prefix",
                "prefix-path-rules, /foo/, foo-prefix",
                "prefix-path-rules, /FOO, 404",
                "prefix-path-rules, /aaa/bbb, aaa-slash-bbb-prefix",
                "prefix-path-rules, /aaa/bbb/ccc, aaa-slash-bbb-prefix",
                "prefix-path-rules, /aaa/ccc, aaa-prefix",
                "prefix-path-rules, /aaaccc, 404",
                "prefix-path-rules, /aaa/bbbxyz, aaa-prefix",
                "mixed-path-rules, /foo, foo-exact",
                "mixed-path-rules, /foo/, foo-prefix",
                "trailing-slash-path-rules, /aaa/bbb, aaa-slash-bbb-slash-prefix",
                "trailing-slash-path-rules, /aaa/bbb/, aaa-slash-bbb-slash-prefix",
                "trailing-slash-path-rules, /foo, 404",
                "trailing-slash-path-rules, /foo/, foo-slash-exact",
                "bar.foo.com, /, wildcard-foo-com",
                "baz.bar.foo.com, /, 404",
                "foo.com, /, 404",
                "foo.bar.com, /any, foo-bar-com",
                "subdomain.bar.com, /, 404",
                "foo.bar.com, /more/x, younger",
                "any.example, /v1/x, by-prefix",
                "any.example, /v1x, 404",
                "both.foo.com, /only, own-host",
                "both.foo.com, /other, 404",
                "misses.example, /here/x, here",
                "misses.example, /there, host-default",
                "all.example, /x, all",
                "slashes.example, /s, without",
                "slashes.example, /s/, with",
                "slashes.example, /s/x, with",
                "localhost, /, 404",
            })
    void goesToTheServiceOfTheRule(String host, String path, String service) {
        assertThat(find(INGRESSES, host, path)).isEqualTo(service);
    }

    @Test
    void anIngressWithoutRulesTakesWhatNoOtherDoes() {
        var all = new ArrayList<>(INGRESSES);
        all.add(withDefault(
                new IngressBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .withNamespace("n")
                        .withCreationTimestamp("2026-01-01T00:00:09Z")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build(),
                "fallback"));
        assertThat(find(all, "no.rule.at.all", "/any")).isEqualTo("fallback");
        assertThat(find(all, "exact-path-rules", "/foo/")).isEqualTo("fallback");
        assertThat(find(all, "exact-path-rules", "/foo")).isEqualTo("foo-exact");
        assertThat(find(all, "misses.example", "/there")).isEqualTo("host-default");
    }

    @Test
    void tellsWhatItDoesNotServe() {
        var strange = ingress("strange", "1", "a.example", "Prefix /a%2z x", "Prefix /ok ok");
        var sameHost = ingress("late", "2", "a.example", "Prefix /ok late");
        var annotated = new IngressBuilder(ingress("old", "3", "b_c.example", "Prefix / x"))
                .editMetadata()
                .addToAnnotations("nginx.ingress.kubernetes.io/rewrite-target", "/")
                .endMetadata()
                .build();
        var compiled = IngressCompiler.compile(List.of(annotated, sameHost, strange), Upstream::new);
        assertThat(compiled.problems())
                .extracting(problem -> problem.ingress().getMetadata().getName() + " " + problem.reason())
                .containsExactly(
                        "strange InvalidPath", "late Conflict", "old UnsupportedAnnotation", "old InvalidHost");
        assertThat(find(List.of(annotated, sameHost, strange), "a.example", "/ok"))
                .isEqualTo("ok");
    }

    @Test
    void servesItsOwnClassesOnly() {
        var own = new IngressClassBuilder()
                .withNewMetadata()
                .withName("coxswain")
                .addToAnnotations(IngressClasses.DEFAULT, "true")
                .endMetadata()
                .withNewSpec()
                .withController(IngressClasses.CONTROLLER)
                .endSpec()
                .build();
        var foreign = new IngressClassBuilder()
                .withNewMetadata()
                .withName("nginx")
                .endMetadata()
                .withNewSpec()
                .withController("k8s.io/ingress-nginx")
                .endSpec()
                .build();
        var classes = IngressClasses.of(List.of(own, foreign));
        Ingress plain = ingress("plain", "1", "a.example");
        assertThat(classes.include(plain)).isTrue();
        assertThat(classes.include(ofClass(plain, "coxswain"))).isTrue();
        assertThat(classes.include(ofClass(plain, "nginx"))).isFalse();
        assertThat(classes.include(ofClass(plain, "unknown"))).isFalse();
        assertThat(IngressClasses.of(List.of(foreign)).include(plain)).isFalse();
    }

    private static Ingress ofClass(Ingress ingress, String name) {
        return new IngressBuilder(ingress)
                .editSpec()
                .withIngressClassName(name)
                .endSpec()
                .build();
    }

    private static @Nullable String find(List<Ingress> ingresses, String host, String path) {
        Route route = IngressCompiler.compile(ingresses, Upstream::new).table().find(host, path);
        return route == null ? null : route.upstream().backend().service().name();
    }

    private static Ingress withDefault(Ingress ingress, String service) {
        return new IngressBuilder(ingress)
                .editSpec()
                .withNewDefaultBackend()
                .withNewService()
                .withName(service)
                .withNewPort()
                .withName("http")
                .endPort()
                .endService()
                .endDefaultBackend()
                .endSpec()
                .build();
    }

    private static Ingress ingress(String name, String second, String host, String... paths) {
        var builder = new IngressBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("n")
                .withUid(name)
                .withCreationTimestamp("2026-01-01T00:00:0" + second + "Z")
                .endMetadata()
                .withNewSpec()
                .addNewRule()
                .withHost(host)
                .withNewHttp()
                .endHttp()
                .endRule()
                .endSpec();
        for (String path : paths) {
            String[] words = path.split(" ", -1);
            builder.editSpec()
                    .editRule(0)
                    .editHttp()
                    .addNewPath()
                    .withPathType(words[0])
                    .withPath(words[1])
                    .withNewBackend()
                    .withNewService()
                    .withName(words[2])
                    .withNewPort()
                    .withNumber(80)
                    .endPort()
                    .endService()
                    .endBackend()
                    .endPath()
                    .endHttp()
                    .endRule()
                    .endSpec();
        }
        return builder.build();
    }
}
