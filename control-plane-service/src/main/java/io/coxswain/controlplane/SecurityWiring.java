package io.coxswain.controlplane;

import io.coxswain.controlplane.audit.AuditLog;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.CertificateAuthenticator;
import io.coxswain.controlplane.security.MastersAuthorizer;
import io.coxswain.controlplane.security.node.NodeAuthorizer;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.security.rbac.RbacAuthorizer;
import io.coxswain.controlplane.security.token.BootstrapTokenAuthenticator;
import io.coxswain.controlplane.security.token.OidcAuthenticator;
import io.coxswain.controlplane.security.token.ServiceAccountAuthenticator;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.controlplane.security.token.TokenFileAuthenticator;
import io.coxswain.controlplane.security.token.TokenSettings;
import io.coxswain.controlplane.security.token.TokenSigner;
import io.coxswain.controlplane.store.Store;
import io.coxswain.pki.ClusterPki;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who asks, and what they may do. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuthenticationProperties.class)
class SecurityWiring {
    @Bean
    TokenSettings tokenSettings(AuthenticationProperties properties) {
        return properties.tokens();
    }

    @Bean
    TokenSigner tokenSigner(ClusterPki pki) {
        return new TokenSigner(pki.tokenKeys());
    }

    @Bean
    ServiceAccountTokens serviceAccountTokens(TokenSigner signer, Clock clock) {
        return new ServiceAccountTokens(signer, clock);
    }

    @Bean
    ServiceAccountAuthenticator serviceAccountAuthenticator(
            TokenSigner signer, TokenSettings settings, Store store, Clock clock) {
        return new ServiceAccountAuthenticator(signer, settings, store, clock);
    }

    /** The registry of ways to tell who asks, in the order in which they are tried. */
    @Bean
    Authenticators authenticators(
            AuthenticationProperties properties,
            ServiceAccountAuthenticator serviceAccounts,
            Store store,
            Clock clock) {
        return new Authenticators(List.of(
                new CertificateAuthenticator(),
                new TokenFileAuthenticator(properties.tokenFile()),
                serviceAccounts,
                new BootstrapTokenAuthenticator(store, clock),
                new OidcAuthenticator(properties.oidcSettings())));
    }

    @Bean(destroyMethod = "close")
    AuditLog auditLog(ControlPlaneProperties properties, Clock clock, MeterRegistry meters) {
        return AuditLog.open(properties.audit().settings(), clock, meters);
    }

    @Bean
    AccessRules accessRules(Store store) {
        return new AccessRules(store);
    }

    /** The registry of sources of rights, in the order in which they are asked. */
    @Bean
    Authorizers authorizers(Store store, AccessRules rules) {
        return new Authorizers(List.of(new MastersAuthorizer(), new NodeAuthorizer(store), new RbacAuthorizer(rules)));
    }
}
