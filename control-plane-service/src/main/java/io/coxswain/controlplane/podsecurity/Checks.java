package io.coxswain.controlplane.podsecurity;

import java.util.List;

/** The registry of requirements, in the order in which Kubernetes tells what is against them. */
final class Checks {
    static final List<Check> ALL = List.of(
            Check.baseline(0, BaselineRules::appArmor),
            Check.baseline(0, BaselineRules::capabilities).replacedSince(22),
            Check.baseline(0, BaselineRules::hostNamespaces),
            Check.baseline(0, BaselineRules::hostPaths).replacedSince(0),
            Check.baseline(0, BaselineRules::hostPorts),
            Check.baseline(34, BaselineRules::hostsOfProbes),
            Check.baseline(0, BaselineRules::privileged),
            Check.baseline(0, BaselineRules::procMount).replacedSince(35),
            Check.baseline(0, BaselineRules::seLinux),
            Check.baseline(0, BaselineRules::seccompAnnotations).until(19),
            Check.baseline(19, BaselineRules::seccomp).replacedSince(19),
            Check.baseline(0, BaselineRules::sysctls),
            Check.baseline(0, BaselineRules::windowsHostProcess),
            Check.restricted(8, RestrictedRules::privilegeEscalation),
            Check.restricted(22, RestrictedRules::capabilities),
            Check.restricted(35, RestrictedRules::procMount),
            Check.restricted(0, RestrictedRules::volumes),
            Check.restricted(0, RestrictedRules::runsAsNonRoot),
            Check.restricted(23, RestrictedRules::user),
            Check.restricted(19, RestrictedRules::seccomp));

    private Checks() {}
}
