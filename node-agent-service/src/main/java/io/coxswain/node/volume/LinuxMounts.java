package io.coxswain.node.volume;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The kernel's calls to open a path beneath a directory, whatever links are there, and to mount what was opened. */
// Foreign functions are what this class is for; the JVM is started with native access enabled.
@SuppressWarnings("restricted")
final class LinuxMounts {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPENAT2 = function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle MKDIRAT =
            function("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FCHMODAT =
            function("fchmodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT =
            function("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    private static final long OPENAT2_NUMBER = 437;
    private static final long PATH_ONLY = 0x200000;
    private static final long CLOSE_ON_EXEC = 0x80000;
    private static final long BENEATH = 0x08;
    private static final long NO_MAGIC_LINKS = 0x02;
    private static final long READ_ONLY = 1;
    private static final long REMOUNT = 32;
    private static final long BIND = 4096;
    private static final long RECURSIVE = 16384;
    private static final int HOW_BYTES = 24;
    private static final int NOT_FOUND = 2;
    private static final int THERE_ALREADY = 17;

    private LinuxMounts() {}

    static int open(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int opened = (int)
                    OPEN.invoke(state, arena.allocateFrom(directory.toString()), (int) (PATH_ONLY | CLOSE_ON_EXEC));
            return (int) checked(opened, state, "open " + directory);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    /** Follows links as long as they stay beneath {@code root}. */
    static int openBeneath(int root, String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment how = arena.allocate(HOW_BYTES, Long.BYTES);
            how.setAtIndex(JAVA_LONG, 0, PATH_ONLY | CLOSE_ON_EXEC);
            how.setAtIndex(JAVA_LONG, 2, BENEATH | NO_MAGIC_LINKS);
            long opened =
                    (long) OPENAT2.invoke(state, OPENAT2_NUMBER, root, arena.allocateFrom(path), how, (long) HOW_BYTES);
            return (int) checked(opened, state, "open \"" + path + "\" in the volume");
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    static boolean isBeneath(int root, String path) throws IOException {
        try {
            close(openBeneath(root, path));
            return true;
        } catch (FileNotFoundException absent) {
            return false;
        }
    }

    /** @param parent empty for {@code root} itself */
    static void makeDirectoryBeneath(int root, String parent, String name, int mode) throws IOException {
        int directory = openBeneath(root, parent.isEmpty() ? "." : parent);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment named = arena.allocateFrom(name);
            int made = (int) MKDIRAT.invoke(state, directory, named, mode);
            if (made < 0 && state.get(JAVA_INT, ERRNO_OFFSET) == THERE_ALREADY) return;
            checked(made, state, "make directory \"" + name + "\" in the volume");
            checked((int) FCHMODAT.invoke(state, directory, named, mode, 0), state, "set the mode of \"" + name + "\"");
        } catch (Throwable failure) {
            throw asIo(failure);
        } finally {
            close(directory);
        }
    }

    /** What is bound cannot be changed through {@code target}, not even by the agent that removes it. */
    static void bindReadOnly(Path source, Path target) throws IOException {
        bind(source, target, BIND);
        try {
            bind(source, target, BIND | REMOUNT | READ_ONLY);
        } catch (IOException failure) {
            Tmpfs.unmount(target);
            throw failure;
        }
    }

    static void bind(Path source, Path target) throws IOException {
        bind(source, target, BIND | RECURSIVE);
    }

    private static void bind(Path source, Path target, long flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) MOUNT.invoke(
                    state,
                    arena.allocateFrom(source.toString()),
                    arena.allocateFrom(target.toString()),
                    MemorySegment.NULL,
                    flags,
                    MemorySegment.NULL);
            checked(result, state, "bind a part of the volume to " + target);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    /** The union of directories, the uppermost first, read-only. */
    static void overlay(List<Path> layers, Path target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment type = arena.allocateFrom("overlay");
            String lower = layers.stream().map(Path::toString).collect(Collectors.joining(":"));
            int result = (int) MOUNT.invoke(
                    state,
                    type,
                    arena.allocateFrom(target.toString()),
                    type,
                    READ_ONLY,
                    arena.allocateFrom("lowerdir=" + lower));
            checked(result, state, "mount " + layers.size() + " layers of an image on " + target);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    static void close(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invoke(arena.allocate(CALL_STATE), descriptor);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    private static long checked(long result, MemorySegment state, String what) throws IOException {
        if (result >= 0) return result;
        int error = state.get(JAVA_INT, ERRNO_OFFSET);
        String message = what + " failed with error " + error;
        throw error == NOT_FOUND ? new FileNotFoundException(message) : new IOException(message);
    }

    private static IOException asIo(Throwable failure) {
        return switch (failure) {
            case IOException io -> io;
            case RuntimeException fault -> throw fault;
            case Error error -> throw error;
            default -> new IOException(failure);
        };
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        var options = new java.util.ArrayList<>(java.util.List.of(more));
        options.add(Linker.Option.captureCallState("errno"));
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), descriptor, options.toArray(Linker.Option[]::new));
    }
}
