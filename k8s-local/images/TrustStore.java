import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;

/**
 * Writes a trust store for the build: what this JDK trusts, and the certificates of a PEM bundle where there is one.
 * Behind a proxy that has a certificate of its own the build needs the machine's.
 */
class TrustStore {
    static void main(String[] arguments) throws Exception {
        KeyStore written = KeyStore.getInstance("PKCS12");
        written.load(null, null);
        Path own = Path.of(System.getProperty("java.home"), "lib/security/cacerts");
        if (Files.isRegularFile(own)) {
            KeyStore store = KeyStore.getInstance(own.toFile(), "changeit".toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                written.setCertificateEntry(alias, store.getCertificate(alias));
            }
        }
        Path bundle = Path.of(arguments[0]);
        if (Files.exists(bundle)) {
            int number = 0;
            try (InputStream in = Files.newInputStream(bundle)) {
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    written.setCertificateEntry("machine-" + number++, each);
                }
            }
        }
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
            written.store(out, "changeit".toCharArray());
        }
    }
}
