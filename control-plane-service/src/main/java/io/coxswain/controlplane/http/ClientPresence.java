package io.coxswain.controlplane.http;

import jakarta.servlet.ServletRequest;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;

/**
 * Tells of a request whose answer goes on whether its client has closed the connection or reset the stream, which
 * Tomcat says to nobody but who writes.
 */
public final class ClientPresence {
    private static final String ATTRIBUTE = ClientPresence.class.getName();

    private final Request request;

    private ClientPresence(Request request) {
        this.request = request;
    }

    /** So that {@link #of} finds it. */
    static void note(org.apache.catalina.connector.Request request) {
        request.setAttribute(ATTRIBUTE, new ClientPresence(request.getCoyoteRequest()));
    }

    public static ClientPresence of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ClientPresence presence) return presence;
        throw new IllegalStateException("the request did not come through the valve");
    }

    /** To be called by the thread that serves the request, and only where no more of a body is expected. */
    public boolean hasGone() {
        Http2Stream stream = Http2Stream.of(request);
        if (stream != null) return !stream.isActive();
        // Reads without waiting: the connection's end counts as something to be read, and nothing else can come.
        request.action(ActionCode.AVAILABLE, true);
        return request.getAvailable() > 0;
    }

    /** To be called before an answer that goes on, so that a body that nobody wants holds nothing for so long. */
    void dropBody() {
        Http2Stream stream = Http2Stream.of(request);
        if (stream != null) stream.dropBody();
    }
}
