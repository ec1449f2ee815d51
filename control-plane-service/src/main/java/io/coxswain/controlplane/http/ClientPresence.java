package io.coxswain.controlplane.http;

import jakarta.servlet.ServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Request;

/**
 * Tells of a request whose answer goes on whether its client has closed the connection or reset the stream, which
 * Tomcat says to nobody but who writes.
 */
final class ClientPresence {
    private static final String ATTRIBUTE = ClientPresence.class.getName();
    private static final VarHandle HOOK;
    private static final Class<?> HTTP_2;
    private static final VarHandle STREAM;
    private static final MethodHandle IS_ACTIVE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HOOK = MethodHandles.privateLookupIn(Request.class, lookup)
                    .findVarHandle(Request.class, "hook", ActionHook.class);
            HTTP_2 = Class.forName("org.apache.coyote.http2.StreamProcessor");
            Class<?> stream = Class.forName("org.apache.coyote.http2.Stream");
            STREAM = MethodHandles.privateLookupIn(HTTP_2, lookup).findVarHandle(HTTP_2, "stream", stream);
            IS_ACTIVE = MethodHandles.privateLookupIn(stream, lookup)
                    .findVirtual(stream, "isActive", MethodType.methodType(boolean.class))
                    .asType(MethodType.methodType(boolean.class, Object.class));
        } catch (ReflectiveOperationException changed) {
            throw new ExceptionInInitializerError(changed);
        }
    }

    private final Request request;

    private ClientPresence(Request request) {
        this.request = request;
    }

    /** So that {@link #of} finds it. */
    static void note(org.apache.catalina.connector.Request request) {
        request.setAttribute(ATTRIBUTE, new ClientPresence(request.getCoyoteRequest()));
    }

    static ClientPresence of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ClientPresence presence) return presence;
        throw new IllegalStateException("the request did not come through the valve");
    }

    /** To be called by the thread that serves the request, and only where no more of a body is expected. */
    boolean hasGone() {
        ActionHook hook = (ActionHook) HOOK.getVolatile(request);
        if (!HTTP_2.isInstance(hook)) {
            // Reads without waiting: the connection's end counts as something to be read, and nothing else can come.
            request.action(ActionCode.AVAILABLE, true);
            return request.getAvailable() > 0;
        }
        try {
            return !(boolean) IS_ACTIVE.invokeExact(STREAM.get(hook));
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
