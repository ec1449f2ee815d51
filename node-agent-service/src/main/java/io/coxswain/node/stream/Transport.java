package io.coxswain.node.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection that bytes go over in both directions.
 *
 * @param end ends the connection, so that a reader of it returns
 */
public record Transport(InputStream in, OutputStream out, Closeable end) implements Closeable {
    @Override
    public void close() throws IOException {
        end.close();
    }
}
