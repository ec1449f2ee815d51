package io.coxswain.local.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.local.profile.LocalException;
import io.coxswain.pki.ClusterPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigFilesTest {
    private static final String OTHERS = """
            # mine
            apiVersion: v1
            kind: Config
            clusters:
            - cluster:
                insecure-skip-tls-verify: true
                server: https://example.test # the office
              name: work
            contexts:
            - context:
                cluster: work
                user: me
              name: work
            current-context: work
            users:
            - name: me
              user:
                token: "12345"
            """;

    @TempDir
    Path home;

    private KubeconfigEntry entry;

    @BeforeEach
    void issue() {
        entry = new KubeconfigEntry(
                "coxswain",
                "https://127.0.0.1:6443",
                ClusterPki.openOrCreate(home.resolve("pki")).clientCertificate("admin", List.of("system:masters")));
    }

    private KubeconfigFiles files(String kubeconfig) {
        return KubeconfigFiles.find(null, Map.of("HOME", home.toString(), "KUBECONFIG", kubeconfig));
    }

    @Test
    void theFirstFileIsMadeForItsOwnerOnlyAndDeletionLeavesAnEmptyOne() throws IOException {
        Path file = files("").merge(entry, true);
        assertThat(file).isEqualTo(home.resolve(".kube/config"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(io.coxswain.client.Kubeconfig.read(file)).isNotNull();
        files("").remove("coxswain");
        assertThat(Files.readString(file)).contains("current-context: \"\"").doesNotContain("name: coxswain");
        try (var left = Files.list(home.resolve(".kube"))) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void whatIsNotOursStaysWordForWord() throws IOException {
        Path file = home.resolve("config");
        Files.writeString(file, OTHERS);
        KubeconfigFiles files = KubeconfigFiles.find(file, Map.of());
        files.merge(entry, false);
        String merged = Files.readString(file);
        assertThat(merged)
                .contains("# mine", "server: https://example.test # the office", "user: me", "token: \"12345\"")
                .contains("current-context: work", "server: https://127.0.0.1:6443");
        files.merge(new KubeconfigEntry("coxswain", "https://127.0.0.1:6444", entry.identity()), false);
        assertThat(Files.readString(file)).isEqualTo(merged.replace(":6443", ":6444"));
        files.remove("coxswain");
        assertThat(Files.readString(file)).isEqualTo(OTHERS);
    }

    @Test
    void aListOfFilesIsChangedWhereTheEntryIsDefined() throws IOException {
        Path first = home.resolve("first");
        Path second = home.resolve("second");
        String list = home.resolve("absent") + ":" + first + ":" + second;
        Files.writeString(first, OTHERS);
        Files.writeString(second, entry.text().replace("current-context: coxswain\n", ""));
        assertThat(files(list).merge(new KubeconfigEntry("coxswain", "https://127.0.0.1:7000", entry.identity()), true))
                .isEqualTo(second);
        assertThat(Files.readString(second)).contains("https://127.0.0.1:7000").doesNotContain("current-context");
        assertThat(Files.readString(first)).contains("current-context: coxswain");
        assertThat(files(list).merge(new KubeconfigEntry("other", "https://127.0.0.1:7001", entry.identity()), false))
                .as("new entries go to the first file there is")
                .isEqualTo(first);
        Path made = home.resolve("b");
        assertThat(files(home.resolve("a") + ":" + made).merge(entry, true))
                .as("and where there is none, to the last named")
                .isEqualTo(made);
    }

    @Test
    void concurrentChangesAreAllKept() throws Exception {
        Path file = home.resolve("config");
        try (var threads = Executors.newFixedThreadPool(6)) {
            var changes = java.util.stream.IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> KubeconfigFiles.find(file, Map.of())
                            .merge(new KubeconfigEntry("c" + i, entry.server(), entry.identity()), false)))
                    .toList();
            for (var change : changes) change.get();
        }
        assertThat(Files.readString(file)).contains("c0", "c1", "c2", "c3", "c4", "c5");
        assertThat(home.resolve("config.lock")).doesNotExist();
    }

    @Test
    void aBrokenFileIsNamedAndLeftAlone() throws IOException {
        Path file = home.resolve("config");
        Files.writeString(file, "clusters: [");
        assertThatThrownBy(() -> KubeconfigFiles.find(file, Map.of()).merge(entry, true))
                .isInstanceOf(LocalException.class)
                .hasMessageContaining(file + " is not a kubeconfig");
        assertThat(Files.readString(file)).isEqualTo("clusters: [");
    }
}
