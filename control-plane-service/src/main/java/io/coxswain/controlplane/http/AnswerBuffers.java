package io.coxswain.controlplane.http;

import jakarta.servlet.ServletRequest;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.apache.catalina.connector.OutputBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that Tomcat makes for each answer: some 12 KiB over HTTP/2, of which it has no setting for most. An
 * answer that goes on for hours gives them back while it has nothing to say.
 */
final class AnswerBuffers {
    private static final String ATTRIBUTE = AnswerBuffers.class.getName();
    private static final int LARGEST = 8 * 1024;
    private static final int FEW = 16;
    private static final VarHandle BYTES;
    private static final MethodHandle OUTPUT;
    private static final MethodHandle SET_CHARACTERS;
    private static final MethodHandle SET_STREAM_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BYTES = MethodHandles.privateLookupIn(OutputBuffer.class, lookup)
                    .findVarHandle(OutputBuffer.class, "bb", ByteBuffer.class);
            OUTPUT = MethodHandles.privateLookupIn(Response.class, lookup)
                    .findGetter(Response.class, "outputBuffer", OutputBuffer.class);
            SET_CHARACTERS = setter(OutputBuffer.class, "cb")
                    .asType(MethodType.methodType(void.class, OutputBuffer.class, CharBuffer.class));
            SET_STREAM_BYTES = setter(Class.forName("org.apache.coyote.http2.Stream$StreamOutputBuffer"), "buffer")
                    .asType(MethodType.methodType(void.class, Object.class, ByteBuffer.class));
        } catch (ReflectiveOperationException | RuntimeException absent) {
            throw TomcatInternals.lacks(absent);
        }
    }

    private final OutputBuffer answer;
    private final @Nullable Object stream;
    private final int usual;

    private AnswerBuffers(OutputBuffer answer, @Nullable Object stream) {
        this.answer = answer;
        this.stream = stream;
        this.usual = answer.getBufferSize();
    }

    /** Fails where Tomcat has not what this needs. */
    static void lookUp() {
        // The first call of any method looks everything up.
    }

    /** So that {@link #of} finds it. */
    static void note(Request request, Response response) {
        request.setAttribute(ATTRIBUTE, response);
    }

    /** To be called by the thread that writes the answer. */
    static AnswerBuffers of(ServletRequest request) {
        if (!(request.getAttribute(ATTRIBUTE) instanceof Response response)) {
            throw new IllegalStateException("the request did not come through the valve");
        }
        Http2Stream stream = Http2Stream.of(response.getRequest().getCoyoteRequest());
        try {
            var answer = (OutputBuffer) OUTPUT.invokeExact(response);
            return new AnswerBuffers(answer, stream == null ? null : stream.outputBuffer());
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Before so much is written, as bytes, and flushed. */
    void take(int bytes) {
        set(Math.clamp(bytes, FEW, LARGEST), FEW);
    }

    /** When all that was written is flushed. */
    void release() {
        set(FEW, FEW);
    }

    /** At the end: Tomcat uses the answer again for other requests. */
    void restore() {
        set(usual, usual);
    }

    private void set(int bytes, int characters) {
        BYTES.set(answer, ByteBuffer.allocate(bytes).limit(0));
        try {
            SET_CHARACTERS.invokeExact(answer, CharBuffer.allocate(characters).limit(0));
            if (stream != null) SET_STREAM_BYTES.invokeExact(stream, ByteBuffer.allocate(bytes));
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static MethodHandle setter(Class<?> owner, String name) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectSetter(field);
    }
}
