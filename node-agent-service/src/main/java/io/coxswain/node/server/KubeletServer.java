package io.coxswain.node.server;

import io.coxswain.node.network.NodeNamespace;
import io.coxswain.node.runtime.ContainerAccess;
import io.coxswain.pki.ClusterPki;
import io.coxswain.pki.Identity;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.apache.tomcat.websocket.server.WsSci;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet's HTTPS server on the node's own address. Pods can reach that address, so every client must show a
 * certificate of the cluster's authority; the API server does.
 */
public final class KubeletServer implements AutoCloseable {
    public static final int PORT = 10250;

    private static final Logger log = LoggerFactory.getLogger(KubeletServer.class);

    private final NodeNamespace namespace;
    private final String address;
    private final Identity serving;
    private final KeyStore clientAuthorities;
    private final Tomcat tomcat = new Tomcat();

    /**
     * @param workDirectory for the server's own temporary files
     * @param clientAuthorities who must have signed a client's certificate
     */
    public KubeletServer(
            NodeNamespace namespace,
            String nodeName,
            String address,
            Path workDirectory,
            KeyStore clientAuthorities,
            ContainerAccess containers,
            KubeletPages pages,
            InstantSource clock) {
        this.namespace = namespace;
        this.address = address;
        this.clientAuthorities = clientAuthorities;
        this.serving = ClusterPki.standAlone(nodeName, List.of(nodeName, address), clock);
        tomcat.setBaseDir(workDirectory.toString());
        tomcat.setSilent(true);
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), null);
        Tomcat.addServlet(context, "kubelet", new KubeletServlet(KubeletVerbs.all(containers), pages.all()));
        context.addServletMappingDecoded("/", "kubelet");
    }

    public void start() throws Exception {
        tomcat.start();
        listen();
        namespace.onReplaced(this::listenAgain);
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** The socket is made by the initialisation, so that must run inside the node's namespace; the rest need not. */
    private void listen() throws Exception {
        Connector connector = connector();
        connector.setService(tomcat.getService());
        namespace.call(() -> {
            connector.init();
            return null;
        });
        tomcat.getService().addConnector(connector);
    }

    private void listenAgain() {
        try {
            for (Connector dead : tomcat.getService().findConnectors()) {
                tomcat.getService().removeConnector(dead);
                dead.destroy();
            }
            listen();
        } catch (Exception failure) {
            log.error("the kubelet port cannot be opened in the new namespace", failure);
        }
    }

    private Connector connector() throws Exception {
        var protocol = new Http11NioProtocol();
        protocol.setAddress(InetAddress.ofLiteral(address));
        protocol.setPort(PORT);
        protocol.setExecutor(new VirtualThreadExecutor("kubelet-"));
        protocol.setSSLEnabled(true);
        var connector = new Connector(protocol);
        connector.setSecure(true);
        connector.setScheme("https");
        connector.addSslHostConfig(tls());
        return connector;
    }

    private SSLHostConfig tls() throws Exception {
        var host = new SSLHostConfig();
        host.setCertificateVerification("required");
        host.setTrustStore(clientAuthorities);
        var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystore(serving.keyStore());
        certificate.setCertificateKeystorePassword("");
        certificate.setCertificateKeyPassword("");
        host.addCertificate(certificate);
        return host;
    }
}
