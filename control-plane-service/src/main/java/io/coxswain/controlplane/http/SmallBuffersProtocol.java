package io.coxswain.controlplane.http;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP with small output buffers. Each answer holds its buffers until its end, and a watch lives for an hour; bodies
 * are written whole, past the buffer.
 */
public final class SmallBuffersProtocol extends Http11NioProtocol {
    private static final int BYTES = 1024;

    @Override
    public int getDesiredBufferSize() {
        return BYTES;
    }
}
