package io.coxswain.controlplane.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coxswain.json.Json;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Each requirement of each level, in the version that brought it and the one before, with Kubernetes' words. */
class StandardTest {
    /** Nothing is against these containers. */
    private static final String GOOD = "{name: a, securityContext: {allowPrivilegeEscalation: false,"
            + " capabilities: {drop: [ALL]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
            baseline:latest   | {securityContext: {appArmorProfile: {type: Unconfined}}, containers: [{name: a, securityContext: {appArmorProfile: {type: Unconfined}}}]} | forbidden AppArmor profile (pod and container "a" must not set AppArmor profile type to "Unconfined")
            baseline:latest   | {securityContext: {appArmorProfile: {type: Localhost}}, containers: [{name: a, securityContext: {appArmorProfile: {type: RuntimeDefault}}}]} | ``
            baseline:v1.0     | {containers: [{name: a, securityContext: {capabilities: {add: [NET_RAW, CHOWN]}}}, {name: b, securityContext: {capabilities: {add: [BPF]}}}]} | non-default capabilities (containers "a", "b" must not include "BPF", "NET_RAW" in securityContext.capabilities.add)
            baseline:latest   | {containers: [{name: a, securityContext: {capabilities: {add: [AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT]}}}]} | ``
            baseline:latest   | {hostNetwork: true, hostPID: true, hostIPC: true} | host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)
            baseline:latest   | {hostNetwork: false} | ``
            baseline:latest   | {volumes: [{name: v, hostPath: {path: /}}, {name: w, hostPath: {path: /}}, {name: x, emptyDir: {}}]} | hostPath volumes (volumes "v", "w")
            baseline:latest   | {initContainers: [{name: i, ports: [{hostPort: 80}, {hostPort: 443}]}], containers: [{name: a, ports: [{containerPort: 1}]}]} | hostPort (container "i" uses hostPorts 443, 80)
            baseline:latest   | {containers: [{name: a, ports: [{hostPort: 80}]}, {name: b, ports: [{hostPort: 80}]}]} | hostPort (containers "a", "b" use hostPort 80)
            baseline:v1.34    | {containers: [{name: a, livenessProbe: {httpGet: {host: one}}, lifecycle: {preStop: {tcpSocket: {host: two}}}}]} | probe or lifecycle host (container "a" uses probe or lifecycle hosts "one", "two")
            baseline:v1.33    | {containers: [{name: a, livenessProbe: {httpGet: {host: one}}}]} | ``
            baseline:latest   | {containers: [{name: a, livenessProbe: {httpGet: {port: 1}}}]} | ``
            baseline:latest   | {ephemeralContainers: [{name: e, securityContext: {privileged: true}}], initContainers: [{name: i, securityContext: {privileged: true}}]} | privileged (containers "i", "e" must not set securityContext.privileged=true)
            baseline:latest   | {containers: [{name: a, securityContext: {procMount: Unmasked}}]} | procMount (container "a" must not set securityContext.procMount to "Unmasked")
            baseline:v1.35    | {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]} | ``
            baseline:v1.34    | {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]} | procMount (container "a" must not set securityContext.procMount to "Unmasked")
            baseline:latest   | {containers: [{name: a, securityContext: {procMount: Default}}]} | ``
            baseline:latest   | {securityContext: {seLinuxOptions: {type: spc_t, user: u}}, containers: [{name: a, securityContext: {seLinuxOptions: {role: r}}}]} | seLinuxOptions (pod and container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)
            baseline:v1.31    | {securityContext: {seLinuxOptions: {type: container_engine_t}}} | ``
            baseline:v1.30    | {securityContext: {seLinuxOptions: {type: container_engine_t}}} | seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")
            baseline:latest   | {securityContext: {seLinuxOptions: {level: s0}}} | ``
            baseline:v1.19    | {securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a}]} | seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")
            baseline:v1.18    | {securityContext: {seccompProfile: {type: Unconfined}}} | ``
            baseline:latest   | {securityContext: {sysctls: [{name: kernel.msgmax}, {name: kernel.shm_rmid_forced}, {name: net.ipv4.tcp_rmem}]}} | forbidden sysctls (kernel.msgmax)
            baseline:v1.31    | {securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}, {name: net.ipv4.tcp_keepalive_time}]}} | forbidden sysctls (net.ipv4.tcp_rmem)
            baseline:v1.28    | {securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time}, {name: net.ipv4.ip_local_reserved_ports}]}} | forbidden sysctls (net.ipv4.tcp_keepalive_time)
            baseline:v1.26    | {securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports}]}} | forbidden sysctls (net.ipv4.ip_local_reserved_ports)
            baseline:latest   | {securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]} | hostProcess (pod and container "a" must not set securityContext.windowsOptions.hostProcess=true)
            baseline:latest   | {containers: [{name: a}]} | ``
            privileged:latest | {hostNetwork: true, containers: [{name: a, securityContext: {privileged: true}}]} | ``
            restricted:latest | {containers: [GOOD]} | ``
            restricted:latest | {containers: [{name: a}]} | allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
            restricted:v1.7   | {containers: [{name: a}]} | runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)
            restricted:v1.8   | {securityContext: {runAsNonRoot: true}, containers: [{name: a}]} | allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)
            restricted:latest | {os: {name: windows}, containers: [{name: a, securityContext: {runAsNonRoot: true}}]} | ``
            restricted:v1.24  | {os: {name: windows}, securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false}}]} | unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"])
            restricted:latest | {securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CHOWN, NET_BIND_SERVICE]}}}]} | unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]; container "a" must not include "CHOWN" in securityContext.capabilities.add)
            restricted:v1.21  | {securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CHOWN, BPF]}}}]} | non-default capabilities (container "a" must not include "BPF" in securityContext.capabilities.add)
            restricted:latest | {hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: Localhost}}}]} | procMount (container "a" must not set securityContext.procMount to "Unmasked")
            restricted:v1.34  | {hostUsers: false, securityContext: {runAsUser: 0}, containers: [GOOD]} | runAsUser=0 (pod must not set runAsUser=0)
            restricted:v1.35  | {hostUsers: false, securityContext: {runAsUser: 0, runAsNonRoot: false}, containers: [GOOD]} | ``
            restricted:latest | {volumes: [{name: c, configMap: {}}, {name: s, csi: {}}, {name: d, downwardAPI: {}}, {name: e, emptyDir: {}}, {name: f, ephemeral: {}}, {name: i, image: {}}, {name: p, persistentVolumeClaim: {}}, {name: j, projected: {}}, {name: t, secret: {}}], containers: [GOOD]} | ``
            restricted:latest | {volumes: [{name: h, hostPath: {}}, {name: n, nfs: {}}, {name: o, storageOS: {}}], containers: [GOOD]} | restricted volume types (volumes "h", "n", "o" use restricted volume types "hostPath", "nfs", "storageos")
            restricted:latest | {volumes: [{name: g, gitRepo: {}}], containers: [GOOD]} | restricted volume types (volume "g" uses restricted volume type "gitRepo")
            restricted:latest | {securityContext: {runAsNonRoot: false}, containers: [GOOD, {name: b, securityContext: {runAsNonRoot: false, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: Localhost}}}]} | runAsNonRoot != true (pod and container "b" must not set securityContext.runAsNonRoot=false)
            restricted:v1.23  | {securityContext: {runAsUser: 0}, containers: [GOOD]} | runAsUser=0 (pod must not set runAsUser=0)
            restricted:v1.22  | {securityContext: {runAsUser: 0}, containers: [GOOD]} | ``
            restricted:latest | {securityContext: {seccompProfile: {type: Unconfined}}, containers: [GOOD]} | seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")
            restricted:v2     | {} | no version
            restricted:v1.01  | {} | no version
            """)
    void aPodIsHeldToTheStandard(String standard, String spec, String expected) {
        String[] parts = standard.split(":", 2);
        var minor = Standard.version(parts[1]);
        if (minor.isEmpty()) {
            assertThat(expected).isEqualTo("no version");
            return;
        }
        Level level = Level.parse(parts[0]).orElseThrow();
        assertThat(new Standard(level, minor.get())).hasToString(standard);
        assertThat(against(level, minor.get(), "{}", spec.replace("GOOD", GOOD)))
                .isEqualTo(expected);
    }

    @Test
    void annotationsAreReadWhereTheFieldsWereOnceAnnotations() {
        String annotations = """
                {"annotations": {"container.apparmor.security.beta.kubernetes.io/a": "unconfined",
                 "seccomp.security.alpha.kubernetes.io/pod": "unconfined",
                 "container.seccomp.security.alpha.kubernetes.io/a": "docker/default"}}""";
        assertThat(against(Level.BASELINE, 18, annotations, "{containers: [{name: a}]}"))
                .isEqualTo("forbidden AppArmor profile (annotation must not set AppArmor profile type to"
                        + " \"container.apparmor.security.beta.kubernetes.io/a=\"unconfined\"\"), seccompProfile"
                        + " (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")");
        assertThat(against(Level.BASELINE, 19, annotations, "{containers: [{name: a}]}"))
                .doesNotContain("seccomp.");
    }

    private static String against(Level level, int minor, String metadata, String spec) {
        return new Standard(level, minor)
                .violations(Json.parseObject(metadata), object(spec)).stream()
                        .map(Violation::toString)
                        .collect(Collectors.joining(", "));
    }

    /** Words stand without quotes, to keep the table legible. */
    private static ObjectNode object(String relaxed) {
        return Json.parseObject(relaxed.replaceAll("(?<![0-9])([A-Za-z/][A-Za-z0-9_./]*)", "\"$1\"")
                .replaceAll("\"(true|false)\"", "$1"));
    }
}
