package io.coxswain.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a certificate is to say: its subject, the names it serves, and its one use. */
record CertificateRequest(String commonName, List<String> organizations, List<String> names, KeyPurposeId purpose) {
    CertificateRequest {
        if (commonName.isBlank()) throw new IllegalArgumentException("a certificate needs a common name");
        organizations = List.copyOf(organizations);
        names = List.copyOf(names);
    }

    X500Name subject() {
        X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
        organizations.forEach(organization -> subject.addRDN(BCStyle.O, organization));
        return subject.addRDN(BCStyle.CN, commonName).build();
    }

    GeneralNames alternativeNames() {
        return new GeneralNames(
                names.stream().map(CertificateRequest::generalName).toArray(GeneralName[]::new));
    }

    private static GeneralName generalName(String name) {
        return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static boolean isAddress(String name) {
        try {
            return InetAddress.ofLiteral(name).getAddress().length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean matches(X509Certificate certificate) {
        try {
            byte[] expectedNames = names.isEmpty()
                    ? null
                    : new DEROctetString(alternativeNames().getEncoded()).getEncoded();
            List<String> purposes = certificate.getExtendedKeyUsage();
            return Arrays.equals(
                            subject().getEncoded(),
                            certificate.getSubjectX500Principal().getEncoded())
                    && Arrays.equals(
                            expectedNames, certificate.getExtensionValue(Extension.subjectAlternativeName.getId()))
                    && purposes != null
                    && purposes.contains(purpose.getId());
        } catch (CertificateParsingException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
