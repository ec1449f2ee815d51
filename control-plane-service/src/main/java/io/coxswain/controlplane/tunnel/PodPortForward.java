package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ApiRequest;
import io.coxswain.controlplane.http.ConnectHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code pods/portforward}. */
public record PodPortForward(KubeletProxy kubelets) implements ConnectHandler {
    @Override
    public String resource() {
        return "pods/portforward";
    }

    @Override
    public void connect(ApiRequest.Connect connect, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        kubelets.portForward(connect.key(), request, response);
    }
}
