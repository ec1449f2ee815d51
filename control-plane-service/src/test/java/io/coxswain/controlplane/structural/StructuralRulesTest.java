package io.coxswain.controlplane.structural;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes the schema of a custom resource none that the API takes, in Kubernetes' words. */
class StructuralRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | s.type: Required value: must not be empty at the root",
                "{'type':'array','items':{'type':'string'}} | s.type: Invalid value: \"array\": must be object at the root",
                "{'type':'object','properties':{'a':{}}}"
                        + " | s.properties[a].type: Required value: must not be empty for specified object fields",
                "{'type':'object','properties':{'a':{'type':'array','items':{}}}}"
                        + " | s.properties[a].items.type: Required value: must not be empty for specified array items",
                "{'type':'object','properties':{'a':{'type':'array'}}}"
                        + " | s.properties[a].items: Required value: must be specified",
                "{'type':'object','additionalProperties':{'type':'string'}}"
                        + " | s.additionalProperties: Forbidden: must not be used at the root",
                "{'type':'object','properties':{'metadata':{'type':'string'}}}"
                        + " | s.properties[metadata].type: Invalid value: \"string\": must be object",
                "{'type':'object','properties':{'kind':{'type':'integer'}}}"
                        + " | s.properties[kind].type: Invalid value: \"integer\": must be string",
                "{'type':'object','properties':{'metadata':{'type':'object','properties':{'labels':{'type':'object'}}}}}"
                        + " | s.properties[metadata]: Forbidden: must not specify anything other than name and"
                        + " generateName, but metadata is implicitly specified",
                "{'type':'object','anyOf':[{'type':'object'}]}"
                        + " | s.anyOf[0].type: Forbidden: must be empty to be structural",
                "{'type':'object','not':{'default':1}}"
                        + " | s.not.default: Forbidden: must be undefined to be structural",
                "{'type':'object','oneOf':[{'nullable':true}]}"
                        + " | s.oneOf[0].nullable: Forbidden: must be false to be structural",
                "{'type':'object','allOf':[{'x-kubernetes-preserve-unknown-fields':true}]}"
                        + " | s.allOf[0].x-kubernetes-preserve-unknown-fields: Forbidden: must be false to be structural",
                "{'type':'object','anyOf':[{'properties':{'metadata':{}}}]}"
                        + " | s.anyOf[0].properties[metadata]: Forbidden: must not be specified in a nested context",
                "{'type':'object','anyOf':[{'properties':{'b':{'minimum':1}}}]}"
                        + " | s.properties[b]: Required value: because it is defined in s.anyOf[0].properties[b]",
                "{'type':'object','properties':{'a':{'x-kubernetes-int-or-string':true,"
                        + "'x-kubernetes-preserve-unknown-fields':true}}}"
                        + " | s.properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if"
                        + " x-kubernetes-int-or-string is true",
                "{'type':'object','properties':{'a':{'type':'object','x-kubernetes-embedded-resource':true}}}"
                        + " | s.properties[a].properties: Required value: must not be empty if"
                        + " x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
                "{'type':'object','properties':{'a':{'type':'string','x-kubernetes-embedded-resource':true,"
                        + "'x-kubernetes-preserve-unknown-fields':true}}}"
                        + " | s.properties[a].type: Invalid value: \"string\": must be object if"
                        + " x-kubernetes-embedded-resource is true",
            })
    void refusesWhatIsNotStructural(String schema, String told) {
        var structural = StructuralSchema.parse(Json.parseObject(schema.replace('\'', '"')));
        assertThat(StructuralRules.validate(structural, "s"))
                .extracting(FieldError::toString)
                .contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'object'}",
                "{'type':'object','x-kubernetes-preserve-unknown-fields':true}",
                "{'type':'object','properties':{'a':{'x-kubernetes-int-or-string':true}}}",
                "{'type':'object','properties':{'a':{'x-kubernetes-preserve-unknown-fields':true}}}",
                "{'type':'object','properties':{'a':{'type':'integer'}},'anyOf':[{'properties':{'a':{'minimum':1}}}]}",
            })
    void takesWhatIs(String schema) {
        var structural = StructuralSchema.parse(Json.parseObject(schema.replace('\'', '"')));
        assertThat(StructuralRules.validate(structural, "s")).isEmpty();
    }
}
