package io.coxswain.local;

import io.coxswain.architecture.HouseRules;

class ArchitectureTest extends HouseRules {
    ArchitectureTest() {
        super("io.coxswain.local", "..local.component..");
    }
}
