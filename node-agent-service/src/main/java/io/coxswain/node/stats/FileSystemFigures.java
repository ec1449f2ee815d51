package io.coxswain.node.stats;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a whole file system. */
public record FileSystemFigures(String device, long capacity, long available, long free) {
    static FileSystemFigures of(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new FileSystemFigures(
                store.name(), store.getTotalSpace(), store.getUsableSpace(), store.getUnallocatedSpace());
    }

    public long used() {
        return capacity - free;
    }
}
