package io.coxswain.node.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the kubelet tells of its node at one fixed path. */
interface KubeletPage {
    String path();

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
