package io.coxswain.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.coxswain.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super("io.coxswain.node");
    }

    @Test
    void onlyTheRuntimeAndTheHoldersKnowDocker() {
        noClasses()
                .that()
                .resideInAnyPackage("..node.pod..", "..node.image..", "..node.volume..", "..node.probe..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.dockerjava..")
                .because("Pods run on any engine that is a ContainerRuntime")
                .check(main);
    }

    @Test
    void theAgentKnowsNothingOfTheControlPlane() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.coxswain.controlplane..")
                .because("the agent reaches it over the wire only, and runs on other machines too")
                .check(main);
    }
}
