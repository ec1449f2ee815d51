package io.coxswain.controlplane.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The subject of a client certificate: CN is the user's name, each O is a group. */
public final class CertificateAuthenticator implements Authenticator {
    @Override
    public Optional<User> authenticate(Credentials credentials) {
        if (credentials.certificate() == null) return Optional.empty();
        String subject = credentials.certificate().getSubjectX500Principal().getName();
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                if (!(rdn.getValue() instanceof String value)) continue;
                if (rdn.getType().equalsIgnoreCase("CN")) name = value;
                if (rdn.getType().equalsIgnoreCase("O")) groups.add(value);
            }
        } catch (InvalidNameException malformed) {
            return Optional.empty();
        }
        if (name.isEmpty()) return Optional.empty();
        groups.add(User.AUTHENTICATED);
        return Optional.of(new User(name, groups));
    }
}
