package io.coxswain.controlplane.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The subject of a client certificate: CN is the user's name, each O is a group. */
public final class CertificateAuthenticator implements Authenticator {
    private static final int MOST_KNOWN = 1024;

    /** One certificate comes with every request of its connection; it is read once. */
    private final Recent<X509Certificate, Optional<User>> known = new Recent<>(MOST_KNOWN);

    @Override
    public Optional<User> authenticate(Credentials credentials) {
        X509Certificate certificate = credentials.certificate();
        return certificate == null
                ? Optional.empty()
                : known.get(certificate, () -> read(certificate).map(User::authenticated));
    }

    private static Optional<User> read(X509Certificate certificate) {
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (!(rdn.getValue() instanceof String value)) continue;
                if (rdn.getType().equalsIgnoreCase("CN")) name = value;
                if (rdn.getType().equalsIgnoreCase("O")) groups.add(value);
            }
            if (name.isEmpty()) return Optional.empty();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            String id = "X509SHA256=" + HexFormat.of().formatHex(hash);
            return Optional.of(new User(name, "", groups, Map.of(User.CREDENTIAL_ID, List.of(id))));
        } catch (InvalidNameException | CertificateEncodingException malformed) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
