package io.coxswain.node.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** System calls, with the error number that each left. They act on the thread that makes them. */
// Foreign functions are what this class is for; the JVM is started with native access enabled.
@SuppressWarnings("restricted")
final class LinuxCalls {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            call("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = call("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SOCKET =
            call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND =
            call("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECEIVE =
            call("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private LinuxCalls() {}

    /** Moves the calling thread into the network namespace that a path names, for the rest of the thread's life. */
    static void enterNetworkNamespace(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int descriptor = checked(
                    "open " + path, state, (int) OPEN.invokeExact(state, arena.allocateFrom(path), CLOSE_ON_EXEC));
            try {
                checked("setns " + path, state, (int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET));
            } finally {
                close(descriptor);
            }
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    static int netlinkSocket(int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return checked(
                    "socket", state, (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | CLOSE_ON_EXEC, protocol));
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    static void send(int descriptor, MemorySegment bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long sent = (long) SEND.invokeExact(state, descriptor, bytes, bytes.byteSize(), 0);
            checked("send", state, (int) sent);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    static int receive(int descriptor, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long received = (long) RECEIVE.invokeExact(state, descriptor, buffer, buffer.byteSize(), 0);
            return checked("recv", state, (int) received);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            checked("close", state, (int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    private static int checked(String call, MemorySegment state, int result) {
        if (result < 0) throw new LinuxException(call, (int) ERRNO.get(state, 0L));
        return result;
    }

    /** Method handles declare Throwable; these ones only throw what is unchecked. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof RuntimeException runtime) return runtime;
        if (thrown instanceof Error error) throw error;
        return new IllegalStateException(thrown);
    }

    private static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
    }
}
