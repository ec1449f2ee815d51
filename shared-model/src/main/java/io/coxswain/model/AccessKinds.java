package io.coxswain.model;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;

/** The kinds that tell who somebody is and what they may do. Part of {@link Kinds}. */
sealed interface AccessKinds permits Kinds {
    Kind<SelfSubjectReview> SELF_SUBJECT_REVIEW = Kind.cluster(
                    "authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", SelfSubjectReview.class)
            .withVerbs("create");
    Kind<TokenReview> TOKEN_REVIEW = Kind.cluster(
                    "authentication.k8s.io", "v1", "TokenReview", "tokenreviews", TokenReview.class)
            .withVerbs("create");
    Kind<LocalSubjectAccessReview> LOCAL_SUBJECT_ACCESS_REVIEW = Kind.namespaced(
                    "authorization.k8s.io",
                    "v1",
                    "LocalSubjectAccessReview",
                    "localsubjectaccessreviews",
                    LocalSubjectAccessReview.class)
            .withVerbs("create");
    Kind<SelfSubjectAccessReview> SELF_SUBJECT_ACCESS_REVIEW = Kind.cluster(
                    "authorization.k8s.io",
                    "v1",
                    "SelfSubjectAccessReview",
                    "selfsubjectaccessreviews",
                    SelfSubjectAccessReview.class)
            .withVerbs("create");
    Kind<SelfSubjectRulesReview> SELF_SUBJECT_RULES_REVIEW = Kind.cluster(
                    "authorization.k8s.io",
                    "v1",
                    "SelfSubjectRulesReview",
                    "selfsubjectrulesreviews",
                    SelfSubjectRulesReview.class)
            .withVerbs("create");
    Kind<SubjectAccessReview> SUBJECT_ACCESS_REVIEW = Kind.cluster(
                    "authorization.k8s.io",
                    "v1",
                    "SubjectAccessReview",
                    "subjectaccessreviews",
                    SubjectAccessReview.class)
            .withVerbs("create");
    Kind<CertificateSigningRequest> CERTIFICATE_SIGNING_REQUEST = Kind.cluster(
                    "certificates.k8s.io",
                    "v1",
                    "CertificateSigningRequest",
                    "certificatesigningrequests",
                    CertificateSigningRequest.class)
            .withShortNames("csr")
            .withSubresources("status", "approval");
    Kind<ClusterRoleBinding> CLUSTER_ROLE_BINDING = Kind.cluster(
            "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", ClusterRoleBinding.class);
    Kind<ClusterRole> CLUSTER_ROLE =
            Kind.cluster("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", ClusterRole.class);
    Kind<RoleBinding> ROLE_BINDING =
            Kind.namespaced("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", RoleBinding.class);
    Kind<Role> ROLE = Kind.namespaced("rbac.authorization.k8s.io", "v1", "Role", "roles", Role.class);

    List<Kind<?>> ACCESS = List.of(
            SELF_SUBJECT_REVIEW,
            TOKEN_REVIEW,
            LOCAL_SUBJECT_ACCESS_REVIEW,
            SELF_SUBJECT_ACCESS_REVIEW,
            SELF_SUBJECT_RULES_REVIEW,
            SUBJECT_ACCESS_REVIEW,
            CERTIFICATE_SIGNING_REQUEST,
            CLUSTER_ROLE_BINDING,
            CLUSTER_ROLE,
            ROLE_BINDING,
            ROLE);
}
