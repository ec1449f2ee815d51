package io.coxswain.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.coxswain.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super("io.coxswain.gateway");
    }

    @Test
    void theDataPlaneKnowsNothingOfTheApi() {
        noClasses()
                .that()
                .resideInAnyPackage("..gateway.proxy..", "..gateway.route..", "..gateway.endpoint..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.coxswain.client..", "io.coxswain.reconcile..", "io.fabric8..", "..gateway.watch..")
                .because("traffic is carried by what was compiled from the API, whether the API can be reached or not")
                .check(main);
    }
}
