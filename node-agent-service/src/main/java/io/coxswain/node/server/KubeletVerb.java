package io.coxswain.node.server;

import io.coxswain.node.runtime.ContainerPath;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the kubelet does with one container, at {@code /<name>/<namespace>/<pod>/<container>}, or with a Pod. */
interface KubeletVerb {
    String name();

    void serve(ContainerPath container, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException;
}
