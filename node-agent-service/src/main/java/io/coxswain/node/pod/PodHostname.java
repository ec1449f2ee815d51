package io.coxswain.node.pod;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * What a Pod is called.
 *
 * @param qualified with the Pod's subdomain, or empty where it has none
 */
record PodHostname(String name, String qualified) {
    private static final int LONGEST = 63;
    private static final int LONGEST_OF_KERNEL = 64;

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

    /** What the kernel calls the Pod. */
    String kernel(Pod pod) {
        boolean whole = Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN()) && !qualified.isEmpty();
        if (!whole) return name;
        if (qualified.length() > LONGEST_OF_KERNEL) {
            throw new ConfigError("failed to construct FQDN from Pod hostname and cluster domain, FQDN " + qualified
                    + " is too long (" + LONGEST_OF_KERNEL + " characters is the max, " + qualified.length()
                    + " characters requested)");
        }
        return qualified;
    }

    private static String shortened(String name) {
        if (name.length() <= LONGEST) return name;
        String cut = name.substring(0, LONGEST);
        int end = cut.length();
        while (end > 0 && "-.".indexOf(cut.charAt(end - 1)) >= 0) end--;
        return cut.substring(0, end);
    }
}
