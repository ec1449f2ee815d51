package io.coxswain.node.runtime;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.URI;
import java.time.Duration;

/** Makes clients of a Docker Engine. */
public final class DockerClients {
    /** Calls that are waited for are bounded by the Pods at work; each pull holds one besides. */
    private static final int CONNECTIONS = 200;

    private DockerClients() {}

    /** A client that speaks the engine's own newest version. */
    public static DockerClient of(URI host) {
        return of(host, RemoteApiVersion.UNKNOWN_VERSION);
    }

    static DockerClient of(URI host, RemoteApiVersion version) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withApiVersion(version)
                .build();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(CONNECTIONS)
                .connectionTimeout(Duration.ofSeconds(10))
                .build();
        return DockerClientImpl.getInstance(config, transport);
    }
}
