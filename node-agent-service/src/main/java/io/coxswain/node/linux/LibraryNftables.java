package io.coxswain.node.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * nftables by libnftables. A context holds a socket of the namespace in which it was made, and serves one thread at a
 * time; it may be closed by another one.
 */
// Foreign functions are what this class is for; the JVM is started with native access enabled.
@SuppressWarnings("restricted")
final class LibraryNftables implements Nftables {
    private static final String LIBRARY = "libnftables.so.1";
    private static final long ERROR_TEXT_BYTES = 64 * 1024;

    private final Arena arena;
    private final MethodHandle run;
    private final MethodHandle errorText;
    private final MethodHandle free;
    private final MemorySegment context;

    private LibraryNftables(Arena arena, SymbolLookup library) {
        this.arena = arena;
        run = function(library, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        errorText = function(library, "nft_ctx_get_error_buffer", FunctionDescriptor.of(ADDRESS, ADDRESS));
        free = function(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
        var create = function(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        var keepOutput = function(library, "nft_ctx_buffer_output", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        var keepErrors = function(library, "nft_ctx_buffer_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        try {
            context = (MemorySegment) create.invokeExact(0);
            int failed = (int) keepOutput.invokeExact(context);
            failed += (int) keepErrors.invokeExact(context);
            if (failed != 0) throw new NftablesException("libnftables has no buffers");
        } catch (Throwable thrown) {
            throw LinuxCalls.unchecked(thrown);
        }
    }

    static Optional<Nftables> open() {
        Arena arena = Arena.ofShared();
        try {
            return Optional.of(new LibraryNftables(arena, SymbolLookup.libraryLookup(LIBRARY, arena)));
        } catch (IllegalArgumentException absent) {
            arena.close();
            return Optional.empty();
        }
    }

    @Override
    public void apply(String commands) {
        try (Arena call = Arena.ofConfined()) {
            if ((int) run.invokeExact(context, call.allocateFrom(commands)) != 0) {
                MemorySegment text = (MemorySegment) errorText.invokeExact(context);
                throw new NftablesException(
                        text.reinterpret(ERROR_TEXT_BYTES).getString(0).strip());
            }
        } catch (Throwable thrown) {
            throw LinuxCalls.unchecked(thrown);
        }
    }

    @Override
    public void close() {
        try {
            free.invokeExact(context);
        } catch (Throwable thrown) {
            throw LinuxCalls.unchecked(thrown);
        }
        arena.close();
    }

    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor shape) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
    }
}
