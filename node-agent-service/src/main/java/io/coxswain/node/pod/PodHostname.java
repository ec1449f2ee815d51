package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * What a Pod is called.
 *
 * @param qualified with the Pod's subdomain, or empty where it has none
 */
record PodHostname(String name, String qualified) {
    private static final int LONGEST = 63;

    static PodHostname of(Pod pod, String clusterDomain) {
        String given = pod.getSpec().getHostname();
        String name =
                given == null || given.isEmpty() ? shortened(pod.getMetadata().getName()) : given;
        String subdomain = pod.getSpec().getSubdomain();
        String qualified = subdomain == null || subdomain.isEmpty()
                ? ""
                : name + "." + subdomain + "." + pod.getMetadata().getNamespace() + ".svc." + clusterDomain;
        return new PodHostname(name, qualified);
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST) return name;
        String cut = name.substring(0, LONGEST);
        int end = cut.length();
        while (end > 0 && "-.".indexOf(cut.charAt(end - 1)) >= 0) end--;
        return cut.substring(0, end);
    }
}
