package io.coxswain.controlplane.tunnel;

import io.coxswain.controlplane.http.ApiRequest;
import io.coxswain.controlplane.http.ConnectHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code pods/log}. */
public record PodLog(KubeletProxy kubelets) implements ConnectHandler {
    @Override
    public String resource() {
        return "pods/log";
    }

    @Override
    public void connect(ApiRequest.Connect connect, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        kubelets.log(connect.key(), request, response);
    }
}
