package io.coxswain.node.volume;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** File systems in memory, mounted on the node so that all containers of a Pod can share one. */
final class Tmpfs {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle MOUNT = function(
            "mount",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS));
    private static final MethodHandle UMOUNT =
            function("umount2", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final int DETACH = 2;

    private Tmpfs() {}

    /** @param sizeBytes 0 for the kernel's default, half of the memory */
    static void mount(Path directory, long sizeBytes) throws IOException {
        String options = sizeBytes > 0 ? "size=" + sizeBytes : "";
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment type = arena.allocateFrom("tmpfs");
            MemorySegment state = arena.allocate(CALL_STATE);
            MemorySegment target = arena.allocateFrom(directory.toString());
            int result = (int) MOUNT.invoke(state, type, target, type, 0L, arena.allocateFrom(options));
            check(result, state, "mount tmpfs on " + directory);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    static void unmount(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) UMOUNT.invoke(state, arena.allocateFrom(directory.toString()), DETACH);
            check(result, state, "unmount " + directory);
        } catch (Throwable failure) {
            throw asIo(failure);
        }
    }

    static boolean isMounted(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || !Files.exists(parent)) return false;
        // The kernel tells the path without links; what is mounted may not answer and is not asked.
        return mounted()
                .contains(parent.toRealPath().resolve(directory.getFileName()).toString());
    }

    /** The mount points of this process; the kernel writes a blank in a path as {@code \040}. */
    static List<String> mounted() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1)[4].replace("\\040", " "))
                .toList();
    }

    private static void check(int result, MemorySegment state, String what) throws IOException {
        if (result == 0) return;
        throw new IOException(what + " failed with error " + state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET));
    }

    private static IOException asIo(Throwable failure) {
        return switch (failure) {
            case IOException io -> io;
            case RuntimeException fault -> throw fault;
            case Error error -> throw error;
            default -> new IOException(failure);
        };
    }

    @SuppressWarnings("restricted") // mount and umount2 have no equal in the Java library
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), descriptor, Linker.Option.captureCallState("errno"));
    }
}
