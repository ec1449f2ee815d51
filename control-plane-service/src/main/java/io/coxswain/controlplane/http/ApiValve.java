package io.coxswain.controlplane.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Clock;
import org.apache.catalina.connector.InputBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http2.Http2Protocol;

/**
 * Takes from each request the 24 KiB of input buffers that Tomcat makes with it and has no setting for: bodies are read
 * as bytes, for which the connection's own buffer is lent, and a watch would hold them for its whole life. Notes, too,
 * by what a watch can see that its client has gone, and keeps an HTTP/2 connection in what it may use.
 */
public final class ApiValve extends ValveBase {
    private static final VarHandle INPUT = TomcatInternals.field(Request.class, "inputBuffer", InputBuffer.class);
    private static final VarHandle CHARACTERS = TomcatInternals.field(InputBuffer.class, "cb", CharBuffer.class);
    private static final int FEW = 64;

    private final OverheadBudget budget;

    public ApiValve(Clock clock) {
        super(true);
        // So that a Tomcat that lacks what they need fails the start, not the first request.
        AnswerBuffers.lookUp();
        Http2Stream.lookUp();
        this.budget = new OverheadBudget(clock);
    }

    /** Lets Tomcat count what the valve then bounds by time. */
    public static void limit(Http2Protocol http2) {
        http2.setOverheadCountFactor(OverheadBudget.OTHER);
        http2.setOverheadResetFactor(OverheadBudget.RESET);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        var input = (InputBuffer) INPUT.get(request);
        var characters = (CharBuffer) CHARACTERS.get(input);
        // Requests are used again: only the first use finds the large ones.
        if (characters.capacity() > FEW) {
            CHARACTERS.set(input, CharBuffer.allocate(FEW).limit(0));
            if (!input.getByteBuffer().hasRemaining()) input.setByteBuffer(ByteBuffer.allocate(0));
        }
        ClientPresence.note(request);
        AnswerBuffers.note(request, response);
        Http2Stream stream = Http2Stream.of(request.getCoyoteRequest());
        if (stream == null) {
            getNext().invoke(request, response);
            return;
        }
        budget.give(stream);
        try {
            getNext().invoke(request, response);
        } finally {
            stream.dropBody();
        }
    }
}
