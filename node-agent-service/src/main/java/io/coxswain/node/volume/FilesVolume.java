package io.coxswain.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * A volume of files that the cluster writes and containers only read; all of them change at once.
 *
 * @param inMemory whether the files are kept off the node's disk
 * @param clock gives each version its name
 */
record FilesVolume(String plugin, Predicate<Volume> type, boolean inMemory, FileSource source, Clock clock)
        implements VolumeType {
    @Override
    public boolean handles(Volume volume) {
        return type.test(volume);
    }

    @Override
    public Path setUp(PodVolume volume) {
        var files = source.files(volume);
        try {
            Files.createDirectories(volume.directory());
            if (inMemory && !Tmpfs.isMounted(volume.directory())) Tmpfs.mount(volume.directory(), 0);
            AtomicDirectory.write(volume.directory(), files, PodVolumes.group(volume.pod()), Instant.now(clock));
            return volume.directory();
        } catch (IOException failure) {
            throw new VolumeNotReady(String.valueOf(failure.getMessage()), failure);
        }
    }
}
