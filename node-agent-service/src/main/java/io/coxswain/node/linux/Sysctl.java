package io.coxswain.node.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel settings under /proc/sys/net of the namespace in which the calling thread is. */
public final class Sysctl {
    private static final Path NET = Path.of("/proc/sys/net");

    private Sysctl() {}

    /** Sets what is set otherwise. False where the kernel has no such setting. */
    public static boolean set(String name, String value) {
        Path file = NET.resolve(name);
        try {
            if (!Files.exists(file)) return false;
            if (!Files.readString(file).strip().equals(value)) Files.writeString(file, value);
            return true;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot set " + file + " to " + value, refused);
        }
    }
}
