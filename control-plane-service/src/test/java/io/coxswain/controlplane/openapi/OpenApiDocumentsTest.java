package io.coxswain.controlplane.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.KindCatalog;
import io.coxswain.model.Kinds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiDocumentsTest {
    private final OpenApiDocuments documents =
            new OpenApiDocuments(Schemas.load(), new KindCatalog(Kinds.ALL), CustomSchemas.NONE, "v1.36.0");

    @Test
    void theIndexNamesEachDocumentByItsHash() {
        JsonNode paths = Json.MAPPER.readTree(documents.index().body()).path("paths");
        assertThat(paths.propertyNames())
                .containsExactly(Kinds.ALL.stream()
                        .map(kind -> (kind.group().isEmpty() ? "api/" : "apis/") + kind.apiVersion())
                        .distinct()
                        .toArray(String[]::new));
        OpenApiDocument apps = documents.document("apis/apps/v1").orElseThrow();
        assertThat(paths.path("apis/apps/v1").path("serverRelativeURL").asString())
                .isEqualTo("/openapi/v3/apis/apps/v1?hash=" + apps.hash());
        assertThat(apps.hash()).matches("[0-9A-F]{128}");
        assertThat(apps.etag()).isEqualTo('"' + apps.hash() + '"');
        assertThat(documents.document("apis/extensions/v1beta1")).isEmpty();
    }

    @Test
    void tellsKubectlWhatItAsksFor() {
        JsonNode apps = Json.MAPPER.readTree(
                documents.document("apis/apps/v1").orElseThrow().body());
        JsonNode patch = apps.path("paths")
                .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .path("patch");
        assertThat(patch.path("requestBody").path("content").propertyNames())
                .containsExactly(
                        "application/json-patch+json",
                        "application/merge-patch+json",
                        "application/strategic-merge-patch+json");
        assertThat(patch.path("parameters").findValuesAsString("name")).contains("fieldValidation", "dryRun");
        assertThat(patch.path("x-kubernetes-group-version-kind"))
                .isEqualTo(Json.parseObject("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}"));
        JsonNode containers = apps.path("components")
                .path("schemas")
                .path("io.k8s.api.core.v1.PodSpec")
                .path("properties")
                .path("containers");
        assertThat(containers.path("x-kubernetes-patch-merge-key").asString()).isEqualTo("name");
        assertThat(containers.path("x-kubernetes-list-type").asString()).isEqualTo("map");
    }

    @Test
    void everyReferenceIsResolved() {
        for (String root :
                Json.MAPPER.readTree(documents.index().body()).path("paths").propertyNames()) {
            JsonNode document =
                    Json.MAPPER.readTree(documents.document(root).orElseThrow().body());
            JsonNode schemas = document.path("components").path("schemas");
            for (JsonNode found : document.findValues("$ref")) {
                if (!found.isString()) continue;
                String reference = found.stringValue();
                assertThat(schemas.has(reference.substring(ComponentRenderer.PREFIX.length())))
                        .as(reference)
                        .isTrue();
            }
        }
    }
}
