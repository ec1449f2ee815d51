package io.coxswain.model;

import io.fabric8.kubernetes.api.model.APIService;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;

/** The kinds that extend the API. Part of {@link Kinds}. */
sealed interface ExtensionKinds permits Kinds {
    Kind<MutatingAdmissionPolicy> MUTATING_ADMISSION_POLICY = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "MutatingAdmissionPolicy",
                    "mutatingadmissionpolicies",
                    MutatingAdmissionPolicy.class)
            .inCategory("api-extensions");
    Kind<MutatingAdmissionPolicyBinding> MUTATING_ADMISSION_POLICY_BINDING = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "MutatingAdmissionPolicyBinding",
                    "mutatingadmissionpolicybindings",
                    MutatingAdmissionPolicyBinding.class)
            .inCategory("api-extensions");
    Kind<MutatingWebhookConfiguration> MUTATING_WEBHOOK_CONFIGURATION = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "MutatingWebhookConfiguration",
                    "mutatingwebhookconfigurations",
                    MutatingWebhookConfiguration.class)
            .inCategory("api-extensions");
    Kind<ValidatingAdmissionPolicy> VALIDATING_ADMISSION_POLICY = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "ValidatingAdmissionPolicy",
                    "validatingadmissionpolicies",
                    ValidatingAdmissionPolicy.class)
            .inCategory("api-extensions")
            .withSubresources("status");
    Kind<ValidatingAdmissionPolicyBinding> VALIDATING_ADMISSION_POLICY_BINDING = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "ValidatingAdmissionPolicyBinding",
                    "validatingadmissionpolicybindings",
                    ValidatingAdmissionPolicyBinding.class)
            .inCategory("api-extensions");
    Kind<ValidatingWebhookConfiguration> VALIDATING_WEBHOOK_CONFIGURATION = Kind.cluster(
                    "admissionregistration.k8s.io",
                    "v1",
                    "ValidatingWebhookConfiguration",
                    "validatingwebhookconfigurations",
                    ValidatingWebhookConfiguration.class)
            .inCategory("api-extensions");
    Kind<CustomResourceDefinition> CUSTOM_RESOURCE_DEFINITION = Kind.cluster(
                    "apiextensions.k8s.io",
                    "v1",
                    "CustomResourceDefinition",
                    "customresourcedefinitions",
                    CustomResourceDefinition.class)
            .withShortNames("crd", "crds")
            .inCategory("api-extensions")
            .withSubresources("status");
    Kind<APIService> API_SERVICE = Kind.cluster(
                    "apiregistration.k8s.io", "v1", "APIService", "apiservices", APIService.class)
            .inCategory("api-extensions")
            .withSubresources("status");

    List<Kind<?>> EXTENSIONS = List.of(
            MUTATING_ADMISSION_POLICY,
            MUTATING_ADMISSION_POLICY_BINDING,
            MUTATING_WEBHOOK_CONFIGURATION,
            VALIDATING_ADMISSION_POLICY,
            VALIDATING_ADMISSION_POLICY_BINDING,
            VALIDATING_WEBHOOK_CONFIGURATION,
            CUSTOM_RESOURCE_DEFINITION,
            API_SERVICE);
}
