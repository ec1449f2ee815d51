package io.coxswain.controlplane.tunnel;

/**
 * Where a proxied request goes.
 *
 * @param node whose tunnel leads there
 * @param address the target that the node's agent dials, such as {@code pod:10.244.1.7:8080}; {@code kubelet} for the
 *     node itself
 */
record ProxyTarget(String node, String address) {
    static final String KUBELET = "kubelet";

    static ProxyTarget pod(String node, String ip, int port) {
        return new ProxyTarget(node, "pod:" + ip + ":" + port);
    }

    boolean isKubelet() {
        return address.equals(KUBELET);
    }
}
