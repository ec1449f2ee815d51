package io.coxswain.node.eviction;

import io.coxswain.node.registration.Machine;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The stocks of this machine, which all its nodes share.
 *
 * @param images where the engine keeps images; that of the node's own files where it cannot be seen
 */
public record MachineStocks(Path files, Path images) implements Stocks {
    @Override
    public Stock of(Signal signal) throws IOException {
        return switch (signal) {
            case MEMORY -> new Stock(Machine.memory("MemAvailable:"), Machine.memory("MemTotal:"));
            case NODE_DISK -> disk(files);
            case IMAGE_DISK -> disk(Files.exists(images) ? images : files);
            case PROCESSES -> new Stock(Machine.mostProcesses() - Machine.processes(), Machine.mostProcesses());
        };
    }

    private static Stock disk(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return new Stock(store.getUsableSpace(), store.getTotalSpace());
    }
}
