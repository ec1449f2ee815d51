package io.coxswain.controlplane;

import io.coxswain.controlplane.access.IssuerDocument;
import io.coxswain.controlplane.access.SelfSubjectAccessReviews;
import io.coxswain.controlplane.access.SelfSubjectReviews;
import io.coxswain.controlplane.access.SelfSubjectRulesReviews;
import io.coxswain.controlplane.access.SubjectAccessReviews;
import io.coxswain.controlplane.access.TokenRequests;
import io.coxswain.controlplane.access.TokenReviews;
import io.coxswain.controlplane.http.JsonDocument;
import io.coxswain.controlplane.resource.ResourceService;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.security.rbac.AccessRules;
import io.coxswain.controlplane.security.token.ServiceAccountAuthenticator;
import io.coxswain.controlplane.security.token.ServiceAccountTokens;
import io.coxswain.controlplane.security.token.TokenSettings;
import io.coxswain.controlplane.security.token.TokenSigner;
import io.coxswain.model.Kinds;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the API answers about access: reviews, tokens on request, and the documents of the token issuer. */
@Configuration(proxyBeanMethods = false)
class AccessWiring {
    @Bean
    SubjectAccessReviews subjectAccessReviews(Authorizers authorizers) {
        return new SubjectAccessReviews(Kinds.SUBJECT_ACCESS_REVIEW, authorizers);
    }

    @Bean
    SubjectAccessReviews localSubjectAccessReviews(Authorizers authorizers) {
        return new SubjectAccessReviews(Kinds.LOCAL_SUBJECT_ACCESS_REVIEW, authorizers);
    }

    @Bean
    SelfSubjectAccessReviews selfSubjectAccessReviews(Authorizers authorizers) {
        return new SelfSubjectAccessReviews(authorizers);
    }

    @Bean
    SelfSubjectRulesReviews selfSubjectRulesReviews(AccessRules rules) {
        return new SelfSubjectRulesReviews(rules);
    }

    @Bean
    SelfSubjectReviews selfSubjectReviews(Clock clock) {
        return new SelfSubjectReviews(clock);
    }

    @Bean
    TokenReviews tokenReviews(
            Authenticators authenticators, ServiceAccountAuthenticator serviceAccounts, TokenSettings settings) {
        return new TokenReviews(authenticators, serviceAccounts, settings);
    }

    @Bean
    TokenRequests tokenRequests(
            ResourceService resources, ServiceAccountTokens tokens, TokenSettings settings, Clock clock) {
        return new TokenRequests(resources, tokens, settings, clock);
    }

    @Bean
    JsonDocument issuerDocument(TokenSettings settings, TokenSigner signer) {
        return new JsonDocument(
                IssuerDocument.PATH, "application/json", IssuerDocument.of(settings.issuer(), signer.algorithm()));
    }

    @Bean
    JsonDocument issuerKeys(TokenSigner signer) {
        return new JsonDocument(IssuerDocument.KEYS_PATH, "application/jwk-set+json", signer.publicKeys());
    }
}
