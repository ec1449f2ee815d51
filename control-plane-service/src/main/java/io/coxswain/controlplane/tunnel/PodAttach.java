package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ApiRequest;
import io.coxswain.controlplane.http.ConnectHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code pods/attach}. */
public record PodAttach(KubeletProxy kubelets) implements ConnectHandler {
    @Override
    public String resource() {
        return "pods/attach";
    }

    @Override
    public void connect(ApiRequest.Connect connect, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        kubelets.attach(connect.key(), request, response);
    }
}
