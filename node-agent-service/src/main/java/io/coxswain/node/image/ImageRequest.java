package io.coxswain.node.image;

import io.coxswain.client.EventRecorder.Subject;
import io.coxswain.node.runtime.RegistryLogin;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one run of one container needs.
 *
 * @param run differs for each run of each container, so that the policy {@code Always} pulls once for each
 * @param policy {@code Always}, {@code IfNotPresent} or {@code Never}
 * @param logins asked when the image is pulled; tried one after the other, and without one where there is none
 */
public record ImageRequest(
        String podUid,
        String run,
        String image,
        String policy,
        Subject container,
        Supplier<List<RegistryLogin>> logins) {}
