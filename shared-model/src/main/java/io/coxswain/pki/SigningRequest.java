package io.coxswain.pki;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** A request for a certificate (PKCS #10) whose signature proves that its sender has the key. */
public final class SigningRequest {
    private final PKCS10CertificationRequest request;

    private SigningRequest(PKCS10CertificationRequest request) {
        this.request = request;
    }

    /** {@link IOException} where the text is none, or its signature is not by its own key. */
    public static SigningRequest read(String pem) throws IOException {
        try {
            var request = new PKCS10CertificationRequest(Pem.content(pem, "CERTIFICATE REQUEST"));
            boolean signed = request.isSignatureValid(
                    new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()));
            if (!signed) throw new IOException("the signature of the certificate request is not by its key");
            return new SigningRequest(request);
        } catch (OperatorCreationException | PKCSException | IllegalArgumentException e) {
            throw new IOException("not a certificate request: " + e.getMessage(), e);
        }
    }

    PKCS10CertificationRequest request() {
        return request;
    }

    /** The last common name of the subject; empty where there is none. */
    public String commonName() {
        List<String> names = values(BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    public List<String> organizations() {
        return values(BCStyle.O);
    }

    public List<String> dnsNames() {
        return names(GeneralName.dNSName);
    }

    /** How many addresses are asked for. */
    public int addressCount() {
        return names(GeneralName.iPAddress).size();
    }

    public List<String> emailAddresses() {
        return names(GeneralName.rfc822Name);
    }

    public List<String> uris() {
        return names(GeneralName.uniformResourceIdentifier);
    }

    GeneralNames alternativeNames() {
        for (var attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            Extensions extensions =
                    Extensions.getInstance(attribute.getAttrValues().getObjectAt(0));
            GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            if (names != null) return names;
        }
        return new GeneralNames(new GeneralName[0]);
    }

    private List<String> names(int tag) {
        List<String> names = new ArrayList<>();
        for (GeneralName name : alternativeNames().getNames()) {
            if (name.getTagNo() == tag) names.add(name.getName().toString());
        }
        return names;
    }

    private List<String> values(org.bouncycastle.asn1.ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN rdn : request.getSubject().getRDNs(type)) {
            values.add(IETFUtils.valueToString(rdn.getFirst().getValue()));
        }
        return values;
    }
}
