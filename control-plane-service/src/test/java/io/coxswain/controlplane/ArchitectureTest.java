package io.coxswain.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.coxswain.architecture.HouseRules;
import io.coxswain.controlplane.admission.AdmissionRule;
import io.coxswain.controlplane.admission.AdmissionRules;
import io.coxswain.controlplane.builtin.BuiltInStrategies;
import io.coxswain.controlplane.security.Authenticator;
import io.coxswain.controlplane.security.Authenticators;
import io.coxswain.controlplane.security.Authorizer;
import io.coxswain.controlplane.security.Authorizers;
import io.coxswain.controlplane.strategy.NodePorts;
import io.coxswain.controlplane.strategy.ServiceAddresses;
import io.coxswain.controlplane.strategy.Strategy;
import io.coxswain.model.AddressRange;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super("io.coxswain.controlplane", "..history..");
    }

    @Test
    void controllersReachObjectsByTheApiOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("..controlplane.controller..", "..controlplane.scheduler..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..controlplane.store..",
                        "..controlplane.http..",
                        "..controlplane.resource..",
                        "..controlplane.strategy..",
                        "..controlplane.postgres..")
                .because("they see what any client sees, and can move into a process of their own")
                .check(main);
    }

    @Test
    void objectsAreServedWithoutTheWire() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..controlplane.resource..",
                        "..controlplane.strategy..",
                        "..controlplane.admission..",
                        "..controlplane.security..",
                        "..controlplane.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.servlet..", "..controlplane.http..")
                .because("a component in this process goes the same way as a request, but for the wire")
                .check(main);
    }

    @Test
    void registriesAreComplete() {
        var addresses = new ServiceAddresses(
                AddressRange.parse("10.96.0.0/16"), RandomGenerator.getDefault(), Clock.systemUTC());
        complete(
                Strategy.class,
                BuiltInStrategies.all(addresses, new NodePorts(new java.util.Random(1)), java.time.Clock.systemUTC())
                        .all());
    }

    /** These know the store, so that the registries of a running control plane are looked at. */
    @Test
    void registriesOfSecurityAreComplete() {
        try (TestControlPlane controlPlane = TestControlPlane.startWithoutControllers()) {
            complete(
                    AdmissionRule.class,
                    controlPlane.context().getBean(AdmissionRules.class).inOrder());
            complete(
                    Authenticator.class,
                    controlPlane.context().getBean(Authenticators.class).inOrder());
            complete(
                    Authorizer.class,
                    controlPlane.context().getBean(Authorizers.class).inOrder());
        }
    }

    private void complete(Class<?> extensionPoint, List<?> registry) {
        assertThat(main.stream()
                        .filter(type -> type.isAssignableTo(extensionPoint))
                        .filter(type ->
                                !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getName))
                .as("implementations of %s that its registry should list", extensionPoint.getSimpleName())
                .containsExactlyInAnyOrderElementsOf(registry.stream()
                        .map(one -> one.getClass().getName())
                        .distinct()
                        .toList());
    }
}
