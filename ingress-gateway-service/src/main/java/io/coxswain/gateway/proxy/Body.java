package io.coxswain.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/** Writes a part of a body as it came, framed for the connection it goes to. */
final class Body {
    private Body() {}

    /** Takes over the content. */
    static void write(Channel to, HttpContent content, boolean chunked) {
        ByteBuf data = content.content();
        int size = data.readableBytes();
        if (!chunked) {
            if (size > 0) {
                var _ = to.write(data, to.voidPromise());
            } else content.release();
            return;
        }
        if (size > 0) {
            ByteBuf before = to.alloc().buffer(16);
            Wire.chunkSize(before, size);
            var _ = to.write(before, to.voidPromise());
            var _ = to.write(data.retain(), to.voidPromise());
        }
        if (size > 0 || content instanceof LastHttpContent) {
            ByteBuf after = to.alloc().buffer(size > 0 && !(content instanceof LastHttpContent) ? 2 : 64);
            if (size > 0) after.writeBytes(Wire.CRLF);
            if (content instanceof LastHttpContent last) Wire.lastChunk(after, last.trailingHeaders());
            var _ = to.write(after, to.voidPromise());
        }
        content.release();
    }
}
