package io.coxswain.controlplane.http;

import io.coxswain.controlplane.audit.AuditTrail;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The answer to a watch, whose start is told to the audit log. */
final class StartedResponse extends HttpServletResponseWrapper {
    StartedResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void flushBuffer() throws IOException {
        if (AuditTrail.CURRENT.isBound()) AuditTrail.CURRENT.get().started(getStatus());
        super.flushBuffer();
    }
}
