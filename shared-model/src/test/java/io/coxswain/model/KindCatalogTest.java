package io.coxswain.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KindCatalogTest {
    private final KindCatalog catalog = new KindCatalog(List.of(Kinds.POD, Kinds.SECRET));

    @Test
    void findsBuiltInAndCustomKindsByResourceAndName() {
        Kind<?> tab = tab("v1", List.of());
        catalog.setCustom(List.of(tab));
        assertThat(catalog.byResource("stable.example.com", "v1", "crontabs")).contains(tab);
        assertThat(catalog.byName("stable.example.com/v1", "CronTab")).contains(tab);
        assertThat(catalog.byResource("", "v1", "pods")).contains(Kinds.POD);
        assertThat(catalog.byResource("stable.example.com", "v2", "crontabs")).isEmpty();
        assertThat(catalog.isBuiltIn(Kinds.POD)).isTrue();
        assertThat(catalog.isBuiltIn(tab)).isFalse();
    }

    @Test
    void hasOneKindForEachResourceWhateverItsVersions() {
        catalog.setCustom(List.of(tab("v2", List.of()), tab("v1", List.of())));
        assertThat(catalog.all()).hasSize(4);
        assertThat(catalog.resources()).containsExactly(Kinds.POD, Kinds.SECRET, tab("v2", List.of()));
    }

    @Test
    void tellsWhatCameAndWhatWent() {
        var changes = new ArrayList<KindCatalog.Change>();
        catalog.onChange(changes::add);
        long before = catalog.version();
        catalog.setCustom(List.of(tab("v1", List.of())));
        catalog.setCustom(List.of(tab("v1", List.of("ct"))));
        catalog.setCustom(List.of());
        assertThat(changes)
                .containsExactly(
                        new KindCatalog.Change(List.of(tab("v1", List.of())), List.of()),
                        new KindCatalog.Change(List.of(tab("v1", List.of("ct"))), List.of(tab("v1", List.of()))),
                        new KindCatalog.Change(List.of(), List.of(tab("v1", List.of("ct")))));
        assertThat(catalog.version()).isGreaterThan(before);
    }

    @Test
    void ordersVersionsAsDiscoveryDoes() {
        assertThat(Stream.of(
                                "foo10",
                                "v1alpha1",
                                "v2",
                                "v11beta2",
                                "v10",
                                "foo1",
                                "v12alpha1",
                                "v3beta1",
                                "v11alpha2",
                                "v1")
                        .sorted(VersionPriority.PREFERRED_FIRST))
                .containsExactly(
                        "v10",
                        "v2",
                        "v1",
                        "v11beta2",
                        "v3beta1",
                        "v12alpha1",
                        "v11alpha2",
                        "v1alpha1",
                        "foo1",
                        "foo10");
    }

    private static Kind<GenericKubernetesResource> tab(String version, List<String> shortNames) {
        return new Kind<>(
                "stable.example.com",
                version,
                "CronTab",
                "crontabs",
                true,
                shortNames,
                List.of(),
                Set.of(),
                GenericKubernetesResource.class);
    }
}
