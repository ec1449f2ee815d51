package io.coxswain.controlplane.http;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/** The HTTP/2 stream of a request, with what Tomcat keeps to itself about it and about its connection. */
final class Http2Stream {
    private static final VarHandle HOOK;
    private static final Class<?> PROCESSOR;
    private static final VarHandle STREAM;
    private static final VarHandle CONNECTION;
    private static final VarHandle OVERHEAD;
    private static final MethodHandle IS_ACTIVE;
    private static final MethodHandle INPUT;
    private static final VarHandle OUTPUT;
    private static final MethodHandle SWALLOW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HOOK = MethodHandles.privateLookupIn(Request.class, lookup)
                    .findVarHandle(Request.class, "hook", ActionHook.class);
            PROCESSOR = Class.forName("org.apache.coyote.http2.StreamProcessor");
            Class<?> stream = Class.forName("org.apache.coyote.http2.Stream");
            Class<?> connection = Class.forName("org.apache.coyote.http2.Http2UpgradeHandler");
            Class<?> input = Class.forName("org.apache.coyote.http2.Stream$StreamInputBuffer");
            MethodHandles.Lookup inProcessor = MethodHandles.privateLookupIn(PROCESSOR, lookup);
            STREAM = inProcessor.findVarHandle(PROCESSOR, "stream", stream);
            CONNECTION = inProcessor.findVarHandle(PROCESSOR, "handler", connection);
            OVERHEAD = MethodHandles.privateLookupIn(connection, lookup)
                    .findVarHandle(connection, "overheadCount", AtomicLong.class);
            MethodHandles.Lookup inStream = MethodHandles.privateLookupIn(stream, lookup);
            IS_ACTIVE = inStream.findVirtual(stream, "isActive", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            INPUT = inStream.findVirtual(stream, "getInputBuffer", MethodType.methodType(input))
                    .asType(MethodType.methodType(Object.class, Object.class));
            Class<?> output = Class.forName("org.apache.coyote.http2.Stream$StreamOutputBuffer");
            OUTPUT = inStream.findVarHandle(stream, "streamOutputBuffer", output);
            permitLateResets(lookup);
            SWALLOW = MethodHandles.privateLookupIn(input, lookup)
                    .findVirtual(input, "swallowUnread", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException absent) {
            throw TomcatInternals.lacks(absent);
        }
    }

    /**
     * A client may reset a stream that has ended on both sides, for it may not have seen the end yet. Tomcat takes it
     * so unless the answer ended before the request, and then ends the connection with all that goes on in it.
     */
    @SuppressWarnings("unchecked") // What the enumeration of frame types is called is Tomcat's own.
    private static void permitLateResets(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
        Class<?> state = Class.forName("org.apache.coyote.http2.StreamStateMachine$State");
        VarHandle permitted =
                MethodHandles.privateLookupIn(state, lookup).findVarHandle(state, "frameTypesPermitted", Set.class);
        Map<String, Object> states = new HashMap<>();
        for (Object each : state.getEnumConstants()) states.put(each.toString(), each);
        for (String needed : List.of("CLOSED_TX", "CLOSED_RX")) {
            if (!states.containsKey(needed)) throw new NoSuchFieldException(state.getName() + "." + needed);
        }
        var late = (Set<Object>) permitted.get(states.get("CLOSED_TX"));
        ((Set<Object>) permitted.get(states.get("CLOSED_RX"))).addAll(late);
    }

    private final Object processor;

    private Http2Stream(Object processor) {
        this.processor = processor;
    }

    /** Fails where Tomcat has not what this needs. */
    static void lookUp() {
        // The first call of any method looks everything up.
    }

    /** Null where the request came by HTTP/1.1. */
    static @Nullable Http2Stream of(Request request) {
        Object hook = HOOK.getVolatile(request);
        return PROCESSOR.isInstance(hook) ? new Http2Stream(hook) : null;
    }

    /** False once the client has reset it or its answer has ended. */
    boolean isActive() {
        try {
            return (boolean) IS_ACTIVE.invokeExact(STREAM.get(processor));
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Drops what there is of a body, and what still comes, so that the client may send as much again: all bodies of a
     * connection share 64 KiB, and Tomcat gives nothing back of a body that came whole and was not read.
     */
    void dropBody() {
        try {
            SWALLOW.invokeExact((Object) INPUT.invokeExact(STREAM.get(processor)));
        } catch (IOException gone) {
            // The connection has ended with all that it shares; who writes to it is told.
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What collects the bytes of the answer to frames. */
    Object outputBuffer() {
        return OUTPUT.get(STREAM.get(processor));
    }

    /** The connection, as a key. */
    Object connection() {
        return CONNECTION.get(processor);
    }

    /** What Tomcat counts against the connection, which it ends at the first frame that finds this above zero. */
    AtomicLong overhead() {
        return (AtomicLong) OVERHEAD.get(CONNECTION.get(processor));
    }
}
