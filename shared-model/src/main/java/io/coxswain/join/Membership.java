package io.coxswain.join;

import java.util.List;

/**
 * Who a machine becomes by joining.
 *
 * @param commonName its user name
 * @param organizations its groups
 * @param signer who signs its certificate
 */
public record Membership(String commonName, List<String> organizations, String signer) {
    /** The agent of a node. */
    public static Membership node(String name) {
        return new Membership(
                "system:node:" + name, List.of("system:nodes"), "kubernetes.io/kube-apiserver-client-kubelet");
    }

    /** An ingress gateway. */
    public static Membership gateway() {
        return new Membership("coxswain:ingress-gateway", List.of(), "kubernetes.io/kube-apiserver-client");
    }
}
