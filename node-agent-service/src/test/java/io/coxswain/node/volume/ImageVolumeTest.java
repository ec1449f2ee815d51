package io.coxswain.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of an image belong to the engine: nothing may change them through a volume, least of all its removal. */
class ImageVolumeTest {
    private static final String UID = "0d1f0e7c-image";

    @TempDir
    Path directory;

    @Test
    void aVolumeOfOneLayerCannotBeWrittenAndLeavesTheLayerWhole() throws Exception {
        Path layer = Files.createDirectories(
                directory.resolve("overlay2").resolve("layer-" + UID).resolve("diff"));
        Files.writeString(layer.resolve("file"), "of the image");
        // The state directory is often reached by a link.
        Path state = Files.createDirectory(directory.resolve("state"));
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), state);
        var type = new ImageVolume(_ -> List.of(layer));
        Path place = linked.resolve(UID)
                .resolve("volumes")
                .resolve(ImageVolume.PLUGIN)
                .resolve("v");
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withUid(UID)
                .endMetadata()
                .build();
        var volume = new PodVolume(pod, new VolumeBuilder().withName("v").build(), place);
        assertThat(ImageMounts.haveMounted(List.of(layer))).isFalse();

        Path there = type.setUp(volume);
        try {
            assertThat(Files.readString(there.resolve("file"))).isEqualTo("of the image");
            assertThatThrownBy(() -> Files.writeString(there.resolve("file"), "other"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> Files.delete(there.resolve("file"))).isInstanceOf(IOException.class);
            assertThat(ImageMounts.haveMounted(List.of(layer))).isTrue();
            type.setUp(volume);
            assertThat(mounts()).as("not mounted a second time").hasSize(1);
        } finally {
            PodVolumes.remove(linked.resolve(UID));
        }
        assertThat(mounts()).isEmpty();
        assertThat(linked.resolve(UID)).doesNotExist();
        assertThat(Files.readString(layer.resolve("file"))).isEqualTo("of the image");
    }

    private static List<String> mounts() throws IOException {
        return Tmpfs.mounted().stream().filter(mount -> mount.contains(UID)).toList();
    }
}
