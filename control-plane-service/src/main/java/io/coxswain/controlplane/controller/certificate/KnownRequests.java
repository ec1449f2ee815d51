package io.coxswain.controlplane.controller.certificate;

import io.coxswain.pki.SigningRequest;
import java.util.List;
import java.util.Set;

/** The shapes that requests for certificates of the cluster's own machines have. */
final class KnownRequests {
    static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
    static final String NODE_USER = "system:node:";

    private static final String GATEWAY = "coxswain:ingress-gateway";
    private static final List<String> NODES = List.of("system:nodes");
    private static final Set<String> KEY_USES = Set.of("digital signature", "key encipherment");

    private KnownRequests() {}

    /** Why it is no request of a node for a client certificate; empty where it is one. */
    static String faultOfNodeClient(SigningRequest request, List<String> usages) {
        if (!request.organizations().equals(NODES)) return "subject organization is not system:nodes";
        if (!request.dnsNames().isEmpty()) return "DNS subjectAltNames are not allowed";
        if (!request.emailAddresses().isEmpty()) return "Email subjectAltNames are not allowed";
        if (request.addressCount() > 0) return "IP subjectAltNames are not allowed";
        if (!request.uris().isEmpty()) return "URI subjectAltNames are not allowed";
        if (!isNode(request)) return "subject common name does not begin with system:node:";
        return usages(usages, "client auth")
                ? ""
                : "usages did not match [client auth digital signature] or [client auth digital signature key"
                        + " encipherment]";
    }

    static String faultOfNodeServing(SigningRequest request, List<String> usages) {
        if (!request.organizations().equals(NODES)) return "subject organization is not system:nodes";
        if (request.dnsNames().isEmpty() && request.addressCount() == 0) {
            return "DNS or IP subjectAltName is required";
        }
        if (!request.emailAddresses().isEmpty()) return "Email subjectAltNames are not allowed";
        if (!request.uris().isEmpty()) return "URI subjectAltNames are not allowed";
        if (!isNode(request)) return "subject common name does not begin with system:node:";
        return usages(usages, "server auth")
                ? ""
                : "usages did not match [server auth digital signature] or [server auth digital signature key"
                        + " encipherment]";
    }

    static String faultOfClient(List<String> usages) {
        for (String usage : usages) {
            if (!usage.equals("client auth") && !KEY_USES.contains(usage)) {
                return "usages did not match [client auth digital signature key encipherment]";
            }
        }
        return usages.contains("client auth") ? "" : "usages did not match [client auth]";
    }

    /** The gateway asks for its client certificate as a node does, but in no group. */
    static boolean isGatewayClient(SigningRequest request, List<String> usages) {
        return request.commonName().equals(GATEWAY)
                && request.organizations().isEmpty()
                && request.dnsNames().isEmpty()
                && request.emailAddresses().isEmpty()
                && request.addressCount() == 0
                && request.uris().isEmpty()
                && usages(usages, "client auth");
    }

    private static boolean isNode(SigningRequest request) {
        return request.commonName().startsWith(NODE_USER)
                && request.commonName().length() > NODE_USER.length();
    }

    private static boolean usages(List<String> usages, String purpose) {
        return usages.contains(purpose)
                && usages.contains("digital signature")
                && usages.stream().allMatch(usage -> usage.equals(purpose) || KEY_USES.contains(usage));
    }
}
