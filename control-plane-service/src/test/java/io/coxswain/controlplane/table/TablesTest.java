package io.coxswain.controlplane.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import io.coxswain.model.Kind;
import io.coxswain.model.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.node.ObjectNode;

class TablesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<Kind<?>> KINDS = Kinds.ALL;
    private final Tables tables = new Tables(() -> NOW);

    /** Single quotes stand for double ones; every object is five minutes old and has the name x. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Pending'} | x 0/1 Pending 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}],'nodeName':'n'},'status':{'phase':'Pending','containerStatuses':[{'ready':false,'state':{'waiting':{'reason':'ContainerCreating'}}}]} | x 0/1 ContainerCreating 0 5m <none> n <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Running','podIP':'10.1.1.1','containerStatuses':[{'ready':true,'restartCount':3,'state':{'running':{}},'lastState':{'terminated':{'finishedAt':'2026-11-22T11:58:00Z'}}}]} | x 1/1 Running 3 (2m ago) 5m 10.1.1.1 <none> <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Running','containerStatuses':[{'restartCount':5,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2026-11-22T11:59:50Z'}}}]} | x 0/1 CrashLoopBackOff 5 (10s ago) 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ImagePullBackOff'}}}]} | x 0/1 ImagePullBackOff 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]} | x 0/1 Completed 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':1,'reason':'Error'}}}]} | x 0/1 Error 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}]},'status':{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,'signal':9}}}]} | x 0/1 Signal:9 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{},{}]},'status':{'phase':'Running','conditions':[{'type':'Ready','status':'False'}],'containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'ready':true,'state':{'running':{}}}]} | x 1/2 NotReady 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}],'initContainers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'a','state':{'terminated':{'exitCode':0}}},{'name':'b','state':{'running':{}}}]} | x 0/1 Init:1/2 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}],'initContainers':[{'name':'a'}]},'status':{'phase':'Pending','initContainerStatuses':[{'name':'a','restartCount':2,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]} | x 0/1 Init:CrashLoopBackOff 2 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}],'initContainers':[{'name':'s','restartPolicy':'Always'}]},'status':{'phase':'Running','initContainerStatuses':[{'name':'s','started':true,'ready':true,'state':{'running':{}}}],'containerStatuses':[{'ready':true,'state':{'running':{}}}]} | x 2/2 Running 0 5m <none> <none> <none> <none>
            Pod | 'spec':{'containers':[{}],'readinessGates':[{'conditionType':'g'}]},'status':{'phase':'Failed','reason':'Evicted','nominatedNodeName':'m'} | x 0/1 Evicted 0 5m <none> <none> m 0/1
            Node | 'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'True'}],'nodeInfo':{'kubeletVersion':'v1.36.0','osImage':'Debian','kernelVersion':'6.1','containerRuntimeVersion':'docker://26'},'addresses':[{'type':'InternalIP','address':'10.99.0.2'}]} | x Ready,SchedulingDisabled <none> 5m v1.36.0 10.99.0.2 <none> Debian 6.1 docker://26
            Node | 'status':{'conditions':[{'type':'Ready','status':'Unknown'}]} | x NotReady <none> 5m `` <none> <none> <unknown> <unknown> <unknown>
            Service | 'spec':{'type':'NodePort','clusterIP':'10.96.0.1','selector':{'b':'2','a':'1'},'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},{'port':53,'protocol':'UDP'}]} | x NodePort 10.96.0.1 <none> 80:30080/TCP,53/UDP 5m a=1,b=2
            Service | 'spec':{'type':'LoadBalancer','clusterIP':'10.96.0.1','ports':[{'port':80,'protocol':'TCP'}]} | x LoadBalancer 10.96.0.1 <pending> 80/TCP 5m <none>
            Service | 'spec':{'type':'ExternalName','externalName':'e.com'} | x ExternalName <none> e.com <none> 5m <none>
            Deployment | 'spec':{'replicas':3,'selector':{'matchLabels':{'app':'w'}},'template':{'spec':{'containers':[{'name':'c','image':'i'},{'name':'d','image':'j'}]}}},'status':{'readyReplicas':2,'updatedReplicas':3,'availableReplicas':1} | x 2/3 3 1 5m c,d i,j app=w
            ReplicaSet | 'spec':{'replicas':3,'selector':{'matchExpressions':[{'key':'k','operator':'In','values':['b','a']},{'key':'e','operator':'Exists'}]}},'status':{'replicas':2} | x 3 2 0 5m `` `` e,k in (a,b)
            Ingress | 'spec':{'ingressClassName':'cx','rules':[{'host':'a.com','http':{}},{'host':'b.com','http':{}}],'tls':[{}]},'status':{'loadBalancer':{'ingress':[{'ip':'127.0.0.1'}]}} | x cx a.com,b.com 127.0.0.1 80, 443 5m
            IngressClass | 'spec':{'controller':'coxswain.io/gateway'} | x coxswain.io/gateway <none> 5m
            EndpointSlice | 'addressType':'IPv4','ports':[{'port':80}],'endpoints':[{'addresses':['a']},{'addresses':['b']},{'addresses':['c']},{'addresses':['d']}] | x IPv4 80 a,b,c + 1 more... 5m
            EndpointSlice | 'addressType':'IPv4' | x IPv4 <unset> <unset> 5m
            ConfigMap | 'data':{'a':'1','b':'2'},'binaryData':{'c':''} | x 3 5m
            Secret | 'type':'Opaque','data':{'a':'1'} | x Opaque 1 5m
            Namespace | 'status':{'phase':'Active'} | x Active 5m
            Lease | 'spec':{'holderIdentity':'me'} | x me 5m
            Event | 'type':'Warning','reason':'Failed','message':'no ','involvedObject':{'kind':'Pod','name':'p','fieldPath':'spec'},'source':{'component':'kubelet','host':'n'},'firstTimestamp':'2026-11-22T11:00:00Z','lastTimestamp':'2026-11-22T11:59:30Z','count':4 | 30s Warning Failed pod/p spec kubelet, n no 60m 4 x
            """)
    void cells(String kind, String body, String cells) {
        var object =
                Json.parseObject(("{'metadata':{'name':'x','creationTimestamp':'2026-11-22T11:55:00Z'}," + body + "}")
                        .replace('\'', '"'));
        ObjectNode table = tables.single(kind(kind), object, IncludeObject.None);
        List<String> shown = new ArrayList<>();
        table.path("rows").path(0).path("cells").forEach(cell -> shown.add(cell.asString()));
        assertThat(String.join(" ", shown)).isEqualTo(cells.replace("``", ""));
        assertThat(shown).hasSize(table.path("columnDefinitions").size());
    }

    @ParameterizedTest
    @FieldSource("KINDS")
    void bearsAnEmptyObject(Kind<?> kind) {
        ObjectNode table = tables.single(kind, Json.object(), IncludeObject.Metadata);
        assertThat(table.path("rows").path(0).path("cells").size())
                .isEqualTo(table.path("columnDefinitions").size());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "-1, 0s",
        "-5, <invalid>",
        "59, 59s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "599, 9m59s",
        "600, 10m",
        "3600, 60m",
        "10799, 179m",
        "10800, 3h",
        "11100, 3h5m",
        "28799, 7h59m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "180000, 2d2h",
        "691199, 7d23h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "64800000, 2y20d",
        "252288000, 8y"
    })
    void durations(long seconds, String text) {
        assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void carriesAsMuchOfTheObjectAsAskedFor() {
        var object = Json.parseObject("{\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"7\"},\"data\":{}}");
        var metadata = Json.parseObject("{\"resourceVersion\":\"9\",\"continue\":\"c\"}");
        ObjectNode list = tables.list(Kinds.CONFIG_MAP, List.of(object, object), IncludeObject.Metadata, metadata);
        assertThat(list.path("metadata")).isEqualTo(metadata);
        assertThat(list.path("rows").path(1).path("object"))
                .isEqualTo(Json.parseObject("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\","
                        + "\"metadata\":{\"name\":\"x\",\"resourceVersion\":\"7\"}}"));
        ObjectNode later = tables.event(Kinds.CONFIG_MAP, object, IncludeObject.Object, false);
        assertThat(later.path("columnDefinitions").isEmpty()).isTrue();
        assertThat(later.path("metadata").path("resourceVersion").asString()).isEqualTo("7");
        assertThat(later.path("rows").path(0).path("object")).isEqualTo(object);
    }

    private static Kind<?> kind(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
