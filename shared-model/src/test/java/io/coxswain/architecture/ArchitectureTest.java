package io.coxswain.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super("io.coxswain");
    }

    @Test
    void theModelKnowsNothingOfThoseWhoUseIt() {
        noClasses()
                .that()
                .resideInAnyPackage("io.coxswain.model..", "io.coxswain.status..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.coxswain.client..", "io.coxswain.reconcile..", "io.coxswain.tunnel..")
                .because("kinds and keys are the floor that all else stands on")
                .check(main);
    }
}
