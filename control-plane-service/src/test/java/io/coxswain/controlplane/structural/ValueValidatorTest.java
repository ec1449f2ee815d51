package io.coxswain.controlplane.structural;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.status.FieldError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueValidatorTest {
    /** A schema of the field {@code v}, a value of it, and the one fault; empty for none. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"integer"}                     | 3         |
            {"type":"integer"}                     | 3.0       |
            {"type":"integer"}                     | "string"  | v: Invalid value: "string": v in body must be of type integer: "string"
            {"type":"integer"}                     | 3.5       | v: Invalid value: "number": v in body must be of type integer: "number"
            {"type":"string"}                      | 3         | v: Invalid value: "integer": v in body must be of type string: "integer"
            {"type":"string"}                      | {}        | v: Invalid value: "object": v in body must be of type string: "object"
            {"type":"boolean"}                     | []        | v: Invalid value: "array": v in body must be of type boolean: "array"
            {"type":"object"}                      | true      | v: Invalid value: "boolean": v in body must be of type object: "boolean"
            {"type":"number"}                      | 3         |
            {"type":"string"}                      | null      | v: Invalid value: "null": v in body must be of type string: "null"
            {"type":"string","nullable":true}      | null      |
            {"x-kubernetes-int-or-string":true}    | 3         |
            {"x-kubernetes-int-or-string":true}    | "3"       |
            {"x-kubernetes-int-or-string":true}    | true      | v: Invalid value: "boolean": v in body must be of type integer,string: "boolean"
            {"type":"string","enum":["b","a"]}     | "a"       |
            {"type":"string","enum":["b","a"]}     | "c"       | v: Unsupported value: "c": supported values: "b", "a"
            {"type":"integer","enum":[1,2]}        | 3         | v: Unsupported value: 3: supported values: "1", "2"
            {"type":"string","maxLength":2}        | "abc"     | v: Too long: may not be more than 2 bytes
            {"type":"string","minLength":2}        | "a"       | v: Invalid value: "a": v in body should be at least 2 chars long
            {"type":"string","pattern":"^a+$"}     | "aaa"     |
            {"type":"string","pattern":"^a+$"}     | "b"       | v: Invalid value: "b": v in body should match '^a+$'
            {"type":"integer","minimum":1}         | 0         | v: Invalid value: 0: v in body should be greater than or equal to 1
            {"type":"integer","maximum":3}         | 4         | v: Invalid value: 4: v in body should be less than or equal to 3
            {"type":"integer","minimum":1,"exclusiveMinimum":true} | 1 | v: Invalid value: 1: v in body should be greater than 1
            {"type":"number","maximum":1.5,"exclusiveMaximum":true} | 1.5 | v: Invalid value: 1.5: v in body should be less than 1.5
            {"type":"integer","multipleOf":5}      | 7         | v: Invalid value: 7: v in body should be a multiple of 5
            {"type":"number","multipleOf":0.5}     | 1.5       |
            {"type":"integer","format":"int32"}    | 3000000000 | <nil>: Invalid value: "": Checked value must be of type integer with format int32 in v
            {"type":"array","items":{"type":"string"},"maxItems":1} | ["a","b"] | v: Too many: 2: must have at most 1 items
            {"type":"array","items":{"type":"string"},"minItems":2} | ["a"]     | v: Invalid value: 1: v in body should have at least 2 items
            {"type":"array","items":{"type":"string"}} | ["a",1]   | v[1]: Invalid value: "integer": v[1] in body must be of type string: "integer"
            {"type":"object","required":["a"]}     | {}        | v.a: Required value
            {"type":"object","maxProperties":1}    | {"a":1,"b":2} | v: Too many: 2: must have at most 1 items
            {"type":"object","minProperties":1}    | {}        | v: Invalid value: 0: v in body should have at least 1 properties
            {"type":"object","additionalProperties":{"type":"string"}} | {"a":1} | v.a: Invalid value: "integer": v.a in body must be of type string: "integer"
            {"type":"string","not":{"enum":["a"]}} | "a"       | <nil>: Invalid value: "": "v" must not validate the schema (not)
            {"type":"string","format":"ipv4"}      | "10.0.0.1" |
            {"type":"string","format":"ipv4"}      | "10.0.0"  | v: Invalid value: "10.0.0": v in body must be of type ipv4: "10.0.0"
            {"type":"string","format":"ipv6"}      | "::1"     |
            {"type":"string","format":"cidr"}      | "10.0.0.0/33" | v: Invalid value: "10.0.0.0/33": v in body must be of type cidr: "10.0.0.0/33"
            {"type":"string","format":"date-time"} | "2026-11-22T10:00:00Z" |
            {"type":"string","format":"date-time"} | "now"     | v: Invalid value: "now": v in body must be of type date-time: "now"
            {"type":"string","format":"date"}      | "2026-02-30" | v: Invalid value: "2026-02-30": v in body must be of type date: "2026-02-30"
            {"type":"string","format":"duration"}  | "1h30m"   |
            {"type":"string","format":"duration"}  | "soon"    | v: Invalid value: "soon": v in body must be of type duration: "soon"
            {"type":"string","format":"uuid"}      | "6ba7b810-9dad-11d1-80b4-00c04fd430c8" |
            {"type":"string","format":"byte"}      | "aGVsbG8=" |
            {"type":"string","format":"mac"}       | "00:00:5e:00:53:01" |
            {"type":"string","format":"uri"}       | "https://example.com/a" |
            {"type":"string","format":"email"}     | "a@example.com" |
            {"type":"string","format":"hostname"}  | "a.example.com" |
            {"type":"string","format":"isbn10"}    | "0321751043" |
            {"type":"string","format":"isbn13"}    | "978-0321751041" |
            {"type":"string","format":"creditcard"} | "4111111111111111" |
            {"type":"string","format":"hexcolor"}  | "#FFF"    |
            {"type":"string","format":"rgbcolor"}  | "rgb(1,2,300)" | v: Invalid value: "rgb(1,2,300)": v in body must be of type rgbcolor: "rgb(1,2,300)"
            {"type":"string","format":"k8s-short-name"} | "A"  | v: Invalid value: "A": v in body must be of type k8s-short-name: "A"
            {"type":"string","format":"unheard-of"} | "any"    |
            """)
    void saysWhatKubernetesSays(String schema, String value, String fault) {
        List<FieldError> errors = validate(schema, value, null);
        if (fault == null) assertThat(errors).isEmpty();
        else assertThat(errors).extracting(FieldError::toString).containsExactly(fault);
    }

    @Test
    void explainsAlternativesByTheOneThatFitsBest() {
        String either = """
                {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},
                 "oneOf":[{"required":["a"]},{"required":["b"]}]}""";
        assertThat(validate(either, "{\"a\":\"x\"}", null)).isEmpty();
        assertThat(validate(either, "{\"a\":\"x\",\"b\":\"y\"}", null))
                .extracting(FieldError::toString)
                .containsExactly("<nil>: Invalid value: \"\": \"v\" must validate one and only one schema (oneOf)."
                        + " Found 2 valid alternatives");
        assertThat(validate(either, "{}", null))
                .extracting(FieldError::toString)
                .containsExactly(
                        "<nil>: Invalid value: \"\": \"v\" must validate one and only one schema (oneOf). Found none"
                                + " valid",
                        "v.a: Required value");
        assertThat(validate("{\"type\":\"integer\",\"anyOf\":[{\"minimum\":5},{\"maximum\":1}]}", "3", null))
                .extracting(FieldError::toString)
                .contains("<nil>: Invalid value: \"\": \"v\" must validate at least one schema (anyOf)");
        assertThat(validate("{\"type\":\"integer\",\"allOf\":[{\"minimum\":5},{\"maximum\":9}]}", "3", null))
                .extracting(FieldError::toString)
                .containsExactlyInAnyOrder(
                        "<nil>: Invalid value: \"\": \"v\" must validate all the schemas (allOf)",
                        "v: Invalid value: 3: v in body should be greater than or equal to 5");
    }

    @Test
    void forgivesAFaultThatWasThereBefore() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":1}}}";
        assertThat(validate(schema, "{\"a\":\"xx\"}", "{\"a\":\"xx\"}")).isEmpty();
        assertThat(validate(schema, "{\"a\":\"xxx\"}", "{\"a\":\"xx\"}")).hasSize(1);
    }

    @Test
    void findsDuplicatesInSetsAndMaps() {
        StructuralSchema schema = StructuralSchema.parse(Json.parseObject("""
                {"type":"object","properties":{
                  "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
                  "map":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                         "items":{"type":"object","properties":{"name":{"type":"string"}}}}}}"""));
        var value = Json.parseObject("""
                {"set":["a","b","a","a"],"map":[{"name":"x"},{"name":"y"},{"name":"x","more":1}]}""");
        assertThat(ListTypes.validate(value, schema))
                .extracting(FieldError::toString)
                .containsExactly("set[2]: Duplicate value: \"a\"", "map[2]: Duplicate value: {\"name\":\"x\"}");
    }

    @Test
    void prunesWhatHasNoSchema() {
        StructuralSchema schema = StructuralSchema.parse(Json.parseObject("""
                {"type":"object","properties":{
                  "spec":{"type":"object","properties":{"a":{"type":"string"},
                    "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
                    "list":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}}}},
                    "map":{"type":"object","additionalProperties":{"type":"object","properties":{"c":{"type":"string"}}}}
                  }}}}"""));
        var object = Json.parseObject("""
                {"apiVersion":"v","kind":"k","metadata":{"name":"n"},"more":1,
                 "spec":{"a":"x","z":1,"open":{"any":1},"list":[{"b":"y","y":1}],"map":{"k":{"c":"d","x":1}}}}""");
        assertThat(Pruning.prune(object, schema)).containsExactly("more", "spec.list[0].y", "spec.map.k.x", "spec.z");
        assertThat(object).isEqualTo(Json.parseObject("""
                {"apiVersion":"v","kind":"k","metadata":{"name":"n"},
                 "spec":{"a":"x","open":{"any":1},"list":[{"b":"y"}],"map":{"k":{"c":"d"}}}}"""));
    }

    @Test
    void completesWithDefaults() {
        StructuralSchema schema = StructuralSchema.parse(Json.parseObject("""
                {"type":"object","properties":{
                  "a":{"type":"string","default":"x"},
                  "b":{"type":"object","default":{},"properties":{"c":{"type":"integer","default":1}}},
                  "n":{"type":"string","nullable":true,"default":"y"},
                  "o":{"type":"string"}}}"""));
        var object = Json.parseObject("{\"a\":null,\"n\":null,\"o\":null}");
        Defaulting.apply(object, schema);
        assertThat(object).isEqualTo(Json.parseObject("{\"a\":\"x\",\"n\":null,\"b\":{\"c\":1}}"));
    }

    private static List<FieldError> validate(
            String schema, String value, @org.jspecify.annotations.Nullable String old) {
        StructuralSchema root =
                StructuralSchema.parse(Json.parseObject("{\"type\":\"object\",\"properties\":{\"v\":" + schema + "}}"));
        return ValueValidator.validate(
                Json.parseObject("{\"v\":" + value + "}"),
                old == null ? null : Json.parseObject("{\"v\":" + old + "}"),
                root,
                "");
    }

    @Test
    void writesLargeNumbersAsGoDoes() {
        assertThat(Stream.of(1.5, 100000.0, 1e6, 1234567.5, 0.0001, 0.00001).map(Floats::text))
                .containsExactly("1.5", "100000", "1e+06", "1.2345675e+06", "0.0001", "1e-05");
    }
}
