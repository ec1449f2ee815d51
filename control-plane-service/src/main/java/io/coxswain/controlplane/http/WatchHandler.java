package io.coxswain.controlplane.http;

import io.coxswain.controlplane.resource.ObjectWatch;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.resource.Selection;
import io.coxswain.controlplane.resource.WatchRequest;
import io.coxswain.status.ApiException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.apache.tomcat.util.net.SSLSupport;

/** Serves watches: a chunked stream of lines, or a WebSocket. Each holds one virtual thread and a place in a ring. */
final class WatchHandler {
    private static final int MOST_WATCHES = 10_000;
    private static final int RETRY_SECONDS = 5;

    private final ResourceService resources;
    private final WatchStream stream;
    private final Semaphore free = new Semaphore(MOST_WATCHES);

    WatchHandler(ResourceService resources, WatchStream stream) {
        this.resources = resources;
        this.stream = stream;
    }

    void watch(ApiRequest.Watch api, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Form accepted = Form.negotiate(request.getHeader("Accept"));
        Form form = new Form(accepted.view(), false);
        WatchRequest wanted = wanted(api);
        WatchStream.Wish wish = stream.wish(form, api.query());
        if (!free.tryAcquire()) {
            throw ApiException.tooManyRequests("there are too many watches, please try again later", RETRY_SECONDS);
        }
        boolean handedOver = false;
        ObjectWatch watch = null;
        try {
            watch = resources.watch(api.kind(), wanted);
            ObjectWatch opened = watch;
            if (WatchSocket.isAskedFor(request)) {
                WatchSocket.upgrade(request, response, sink -> {
                    try (opened) {
                        stream.pump(api.kind(), opened, wish, sink);
                    } finally {
                        free.release();
                    }
                });
                handedOver = true;
                return;
            }
            response.setContentType(Form.JSON);
            response.setStatus(HttpServletResponse.SC_OK);
            response.flushBuffer();
            // Nothing follows such a head: what would be sent has nowhere to go, so nothing would tell that nobody
            // is there any more.
            if (request.getMethod().equals("HEAD")) return;
            ClientPresence client = ClientPresence.of(request);
            client.dropBody();
            // It came with the client's certificate: a kilobyte that nobody reads.
            request.removeAttribute(SSLSupport.REQUESTED_CIPHERS_KEY);
            AnswerBuffers buffers = AnswerBuffers.of(request);
            buffers.release();
            try {
                var sink = new LineSink(response.getOutputStream(), buffers, client);
                stream.pump(api.kind(), opened, wish, sink);
            } finally {
                buffers.restore();
            }
        } finally {
            if (!handedOver) {
                if (watch != null) watch.close();
                free.release();
            }
        }
    }

    private WatchRequest wanted(ApiRequest.Watch api) {
        Query query = api.query();
        String fields = query.text("fieldSelector");
        if (api.name() != null) {
            String byName = "metadata.name=" + api.name();
            fields = fields.isEmpty() ? byName : fields + "," + byName;
        }
        Selection selection = Selection.parse(
                resources.strategy(api.kind()),
                Objects.requireNonNullElse(api.namespace(), ""),
                query.text("labelSelector"),
                fields);
        return new WatchRequest(
                selection,
                query.text("resourceVersion"),
                query.text("resourceVersionMatch"),
                query.flag("allowWatchBookmarks"),
                query.has("sendInitialEvents") ? Boolean.valueOf(query.flag("sendInitialEvents")) : null);
    }

    private record LineSink(ServletOutputStream out, AnswerBuffers buffers, ClientPresence client)
            implements WatchStream.Sink {
        @Override
        public void send(List<byte[]> events) throws IOException {
            buffers.take(events.stream().mapToInt(event -> event.length + 1).sum());
            for (byte[] event : events) {
                out.write(event);
                out.write('\n');
            }
            out.flush();
            buffers.release();
        }

        @Override
        public boolean isOpen() {
            return !client.hasGone();
        }
    }
}
