package io.coxswain.local.component.container;

import io.coxswain.local.kubeconfig.KubeconfigEntry;
import io.coxswain.local.kubeconfig.KubeconfigFiles;
import io.coxswain.pki.ClusterPki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes kubeconfigs with certificates of the cluster's authority, which is made where it is absent. Arguments: its
 * directory, the server's URL, and for each file the user, the groups (with commas) and the path; {@code -} prints.
 */
final class Credentials {
    private static final String CLUSTER = "coxswain-compose";
    private static final int OF_EACH = 3;

    private Credentials() {}

    static void main(String[] arguments) throws IOException {
        ClusterPki pki = ClusterPki.openOrCreate(Path.of(arguments[0]));
        List<String> wanted = List.of(arguments).subList(2, arguments.length);
        for (int at = 0; at + OF_EACH <= wanted.size(); at += OF_EACH) {
            String groups = wanted.get(at + 1);
            var identity = pki.clientCertificate(
                    wanted.get(at), groups.isEmpty() ? List.of() : List.of(groups.split(",", -1)));
            String text = new KubeconfigEntry(CLUSTER, arguments[1], identity).text();
            String file = wanted.get(at + 2);
            if (file.equals("-")) System.out.print(text);
            else KubeconfigFiles.writePrivately(Path.of(file), text);
        }
    }
}
