package io.coxswain.local.command;

import io.coxswain.local.machine.DockerEngine;
import io.coxswain.local.profile.Cidr;
import io.coxswain.local.profile.HostRoutes;
import io.coxswain.local.profile.LocalException;
import io.coxswain.local.profile.Ports;
import io.coxswain.local.profile.Profile;
import io.coxswain.local.profile.Ranges;
import io.coxswain.local.profile.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses the ports and address ranges of a cluster at its first start, and keeps them from then on. */
final class Addresses {
    private static final Ports USUAL = new Ports(6443, 80, 443, 9440, 9441, 9442);

    private final Profile profile;
    private final DockerEngine docker;

    Addresses(Profile profile, DockerEngine docker) {
        this.profile = profile;
        this.docker = docker;
    }

    /** Gives what differs from the usual, in words. */
    String settle(Ports.Wish wish, String wishedAddress) {
        Optional<Settings> kept = Settings.read(profile);
        List<Settings> others = Settings.ofOthers(profile);
        String address =
                wishedAddress.isEmpty() ? kept.map(Settings::gatewayAddress).orElse("127.0.0.1") : wishedAddress;
        Ports.Availability availability = availability(address, others);
        Ports ports = kept.map(settings -> settings.ports().orChoose(wish, availability))
                .orElseGet(() -> Ports.choose(wish, availability));
        Ranges ranges = kept.map(Settings::ranges).orElseGet(() -> Ranges.freeOf(taken(others)));
        new Settings(ports, ranges, address).write(profile);
        return String.join(", ", ports.differences(kept.map(Settings::ports).orElse(USUAL)));
    }

    private List<Cidr> taken(List<Settings> others) {
        List<Cidr> taken = new ArrayList<>(HostRoutes.read());
        taken.addAll(docker.networks());
        others.forEach(other -> taken.addAll(other.ranges().all()));
        return taken;
    }

    private static Ports.Availability availability(String gatewayAddress, List<Settings> others) {
        Set<Integer> reserved =
                others.stream().flatMap(other -> other.ports().all().stream()).collect(Collectors.toSet());
        try {
            Ports.Availability loopback = Ports.Availability.on(InetAddress.ofLiteral("127.0.0.1"));
            Ports.Availability gateway = Ports.Availability.on(InetAddress.getByName(gatewayAddress));
            return port -> !reserved.contains(port) && loopback.isFree(port) && gateway.isFree(port);
        } catch (UnknownHostException e) {
            throw new LocalException("--gateway-address " + gatewayAddress + " is not an address of this machine", e);
        }
    }
}
