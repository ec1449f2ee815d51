package io.coxswain.local.kubeconfig;

import io.coxswain.client.KubeconfigText;
import io.coxswain.pki.Identity;

/** One cluster, the user to reach it as, and the context that joins them, all of one name. */
public record KubeconfigEntry(String name, String server, Identity identity) {
    /** A file of this entry alone. */
    public String text() {
        return KubeconfigText.of(name, server, identity);
    }
}
