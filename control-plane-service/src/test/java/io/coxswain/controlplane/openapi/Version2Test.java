package io.coxswain.controlplane.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The document of version 2, which is made of those of version 3. */
class Version2Test {
    private final OpenApiDocuments documents =
            new OpenApiDocuments(Schemas.load(), new KindCatalog(Kinds.ALL), CustomSchemas.NONE, "v1.36.0");
    private final ObjectNode whole = Json.parseObject(documents.version2().body());

    @Test
    void holdsThePathsAndTypesOfAllGroups() {
        assertThat(whole.path("swagger").asString()).isEqualTo("2.0");
        assertThat(whole.path("paths").has("/api/v1/namespaces/{namespace}/pods/{name}"))
                .isTrue();
        assertThat(whole.path("paths").has("/apis/apps/v1/namespaces/{namespace}/deployments"))
                .isTrue();
        assertThat(whole.path("definitions").has("io.k8s.api.core.v1.Pod")).isTrue();
        assertThat(documents.version2()).isSameAs(documents.version2());
    }

    @Test
    void everyReferenceLeadsToADefinition() {
        int references = 0;
        for (JsonNode reference : whole.findValues("$ref")) {
            if (!reference.isString()) continue;
            String name = reference.stringValue();
            assertThat(name).startsWith("#/definitions/");
            assertThat(whole.path("definitions").has(name.substring("#/definitions/".length())))
                    .as(name)
                    .isTrue();
            references++;
        }
        assertThat(references).isGreaterThan(1000);
    }

    @Test
    void operationsHaveBodiesAndFormsAsVersion2HasThem() {
        JsonNode patch = whole.path("paths")
                .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .path("patch");
        assertThat(patch.path("parameters").get(0).path("in").asString()).isEqualTo("body");
        assertThat(patch.path("consumes").toString()).contains("application/strategic-merge-patch+json");
        assertThat(patch.path("produces").toString()).contains("application/json");
        assertThat(patch.path("x-kubernetes-action").asString()).isEqualTo("patch");
        JsonNode replicas = whole.path("definitions")
                .path("io.k8s.api.apps.v1.DeploymentSpec")
                .path("properties");
        assertThat(replicas.path("replicas").path("type").asString()).isEqualTo("integer");
        assertThat(replicas.path("template").path("$ref").asString())
                .isEqualTo("#/definitions/io.k8s.api.core.v1.PodTemplateSpec");
    }
}
