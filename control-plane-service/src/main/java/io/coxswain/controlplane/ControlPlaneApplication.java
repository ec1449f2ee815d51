package io.coxswain.controlplane;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The control plane as a program, or as a part of another one. */
public final class ControlPlaneApplication {
    private ControlPlaneApplication() {}

    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /** Starts it with these properties over those of its configuration file; close the context to stop it. */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        SpringApplicationBuilder application = application();
        application.application().setRegisterShutdownHook(false);
        return application.run(properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new));
    }

    private static SpringApplicationBuilder application() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("spring.config.name", "control-plane");
        return new SpringApplicationBuilder(ControlPlaneWiring.class)
                .properties(defaults)
                .bannerMode(Banner.Mode.OFF);
    }
}
