package io.coxswain.node.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says that the kubelet answers. */
record HealthPage() implements KubeletPage {
    @Override
    public String path() {
        return "/healthz";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.text(response, HttpServletResponse.SC_OK, "ok");
    }
}
