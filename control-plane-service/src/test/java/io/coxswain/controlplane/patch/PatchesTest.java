package io.coxswain.controlplane.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coxswain.client.PatchType;
import io.coxswain.controlplane.schema.Schemas;
import io.coxswain.json.Json;
import io.coxswain.model.Kinds;
import io.coxswain.status.ApiException;
import io.coxswain.status.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PatchesTest {
    private static final Patches PATCHES = new Patches(Schemas.load());

    /** Name, Pod spec before, patch of the spec, spec after. Single quotes stand for double ones. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            merges a container by name | {'containers':[{'name':'a','image':'1','tty':true},{'name':'b'}]} | {'containers':[{'name':'a','image':'2'}]} | {'containers':[{'name':'a','image':'2','tty':true},{'name':'b'}]}
            adds a container | {'containers':[{'name':'a'}]} | {'containers':[{'name':'b','image':'x'}]} | {'containers':[{'name':'a'},{'name':'b','image':'x'}]}
            deletes a container | {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'delete','name':'a'}]} | {'containers':[{'name':'b'}]}
            replaces the whole list | {'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'replace'},{'name':'c'}]} | {'containers':[{'name':'c'}]}
            replaces an entry | {'securityContext':{'runAsUser':1,'runAsGroup':2}} | {'securityContext':{'$patch':'replace','runAsUser':3}} | {'securityContext':{'runAsUser':3}}
            empties an object | {'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'delete'}} | {'securityContext':{}}
            orders new and old entries | {'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'c'},{'name':'b'},{'name':'a'}],'containers':[{'name':'c'}]} | {'containers':[{'name':'c'},{'name':'b'},{'name':'a'}]}
            keeps entries that only the server has in place | {'containers':[{'name':'x'},{'name':'a'},{'name':'y'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'a','tty':true}]} | {'containers':[{'name':'x'},{'name':'y'},{'name':'b'},{'name':'a','tty':true}]}
            orders without other change | {'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]} | {'containers':[{'name':'b'},{'name':'a'}]}
            deletes inside a nested list | {'containers':[{'name':'a','env':[{'name':'X','value':'1'},{'name':'Y'}]}]} | {'containers':[{'name':'a','$setElementOrder/env':[{'name':'Y'}],'env':[{'$patch':'delete','name':'X'}]}]} | {'containers':[{'name':'a','env':[{'name':'Y'}]}]}
            replaces an atomic list | {'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}
            removes with null | {'nodeName':'n','hostNetwork':true} | {'nodeName':null} | {'hostNetwork':true}
            merges maps that are owned as a whole | {'nodeSelector':{'a':'1'}} | {'nodeSelector':{'b':'2','a':null}} | {'nodeSelector':{'b':'2'}}
            retains only the named keys | {'volumes':[{'name':'v','emptyDir':{}}]} | {'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/x'}}]} | {'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}
            merges by number | {'containers':[{'name':'a','ports':[{'containerPort':80,'name':'w'}]}]} | {'containers':[{'name':'a','ports':[{'containerPort':80,'protocol':'UDP'}]}]} | {'containers':[{'name':'a','ports':[{'containerPort':80,'name':'w','protocol':'UDP'}]}]}
            creates what is absent | {} | {'affinity':{'nodeAffinity':{},'podAffinity':null}} | {'affinity':{'nodeAffinity':{}}}
            """)
    void strategic(String name, String before, String patch, String after) {
        assertThat(strategicSpec(before, patch)).as(name).isEqualTo(json(after));
    }

    private static JsonNode strategicSpec(String before, String patch) {
        var pod = Json.object();
        pod.set("spec", json(before));
        var change = Json.object();
        change.set("spec", json(patch));
        var untouched = pod.deepCopy();
        JsonNode result = PATCHES.apply(PatchType.STRATEGIC, Kinds.POD, pod, Json.bytes(change))
                .path("spec");
        assertThat(pod).isEqualTo(untouched);
        return result;
    }

    @Test
    void strategicMergesListsOfScalars() {
        var current = json("{'metadata':{'finalizers':['a','b','c']}}");
        assertThat(strategic(current, "{'metadata':{'finalizers':['b','d']}}"))
                .isEqualTo(json("{'metadata':{'finalizers':['a','b','c','d']}}"));
        assertThat(strategic(
                        current,
                        "{'metadata':{'$deleteFromPrimitiveList/finalizers':['b'],"
                                + "'$setElementOrder/finalizers':['c','a']}}"))
                .isEqualTo(json("{'metadata':{'finalizers':['c','a']}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'spec':{'containers':[{'image':'x'}]}} | BadRequest | does not contain declared merge key: name
            {'spec':{'$patch':'zap'}} | BadRequest | Unknown patch type: zap
            {'spec':{'$retainKeys':['a'],'nodeName':'b'}} | BadRequest | invalid patch format of retainKeys
            {'spec':{'$setElementOrder/containers':[{'name':'x'}],'containers':[{'name':'y'}]}} | BadRequest | doesn't match $setElementOrder list
            ['no','object'] | BadRequest | cannot unmarshal array
            {'spec' | BadRequest | error decoding patch
            """)
    void strategicRefuses(String patch, Reason reason, String message) {
        assertThatThrownBy(() -> strategic(json("{'spec':{'containers':[{'name':'a'}]}}"), patch))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':'b'} | {'a':'c'} | {'a':'c'}
            {'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}
            {'a':'b'} | {'a':null} | {}
            {'a':['b']} | {'a':'c'} | {'a':'c'}
            {'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
            {'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}
            {'e':null} | {'a':1} | {'e':null,'a':1}
            {} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
            """)
    void merge(String before, String patch, String after) {
        var current = Json.parseObject(json(before).toString());
        assertThat(PATCHES.apply(PatchType.MERGE, Kinds.CONFIG_MAP, current, bytes(patch)))
                .isEqualTo(json(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{'op':'add','path':'/b','value':1}] | {'a':[1,2],'b':1}
            [{'op':'add','path':'/a/-','value':3}] | {'a':[1,2,3]}
            [{'op':'add','path':'/a/1','value':9}] | {'a':[1,9,2]}
            [{'op':'remove','path':'/a/0'}] | {'a':[2]}
            [{'op':'replace','path':'/a','value':null}] | {'a':null}
            [{'op':'move','from':'/a','path':'/c~1d'}] | {'c/d':[1,2]}
            [{'op':'copy','from':'/a/1','path':'/e'}] | {'a':[1,2],'e':2}
            [{'op':'test','path':'/a/0','value':1.0},{'op':'test','path':'/none','value':null}] | {'a':[1,2]}
            """)
    void jsonPatch(String patch, String after) {
        assertThat(PATCHES.apply(PatchType.JSON, Kinds.CONFIG_MAP, Json.parseObject("{\"a\":[1,2]}"), bytes(patch)))
                .isEqualTo(json(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{'op':'test','path':'/a/0','value':2}] | Invalid
            [{'op':'remove','path':'/none'}] | Invalid
            [{'op':'replace','path':'/none','value':1}] | Invalid
            [{'op':'add','path':'/none/deep','value':1}] | Invalid
            [{'op':'add','path':'/a/7','value':1}] | Invalid
            [{'op':'move','from':'/a','path':'/a/0'}] | Invalid
            [{'op':'replace','path':'','value':3}] | Invalid
            [{'op':'zap','path':'/a'}] | BadRequest
            [{'op':'add','path':'/a'}] | BadRequest
            [{'op':'add','path':'a','value':1}] | BadRequest
            {'op':'add'} | BadRequest
            """)
    void jsonPatchRefuses(String patch, Reason reason) {
        assertThatThrownBy(() -> PATCHES.apply(
                        PatchType.JSON, Kinds.CONFIG_MAP, Json.parseObject("{\"a\":[1,2]}"), bytes(patch)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void jsonPatchIsBounded() {
        var many = Json.MAPPER.createArrayNode();
        for (int i = 0; i <= JsonPatch.OPERATION_LIMIT; i++) many.addObject();
        assertThatThrownBy(() -> PATCHES.apply(PatchType.JSON, Kinds.CONFIG_MAP, Json.object(), Json.bytes(many)))
                .hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    private static JsonNode strategic(JsonNode current, String patch) {
        return PATCHES.apply(PatchType.STRATEGIC, Kinds.POD, Json.parseObject(current.toString()), bytes(patch));
    }

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
