package io.coxswain.controlplane.tunnel;

import io.coxswain.pki.Identity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS towards kubelets at the end of a tunnel. */
public final class KubeletTls {
    private KubeletTls() {}

    /**
     * Shows the API server's identity. The kubelet's certificate is not checked: the stream runs inside a tunnel that
     * the node's agent has opened with the node's own certificate, and that agent connects it to its kubelet only.
     */
    public static SSLSocketFactory socketFactory(Identity apiServer) {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(apiServer.keyStore(), new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new TunnelTrust()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("cannot use the API server's kubelet certificate", failure);
        }
    }

    private static final class TunnelTrust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
