package io.coxswain.node.image;

import io.coxswain.client.EventRecorder.Subject;

/**
 * What one run of one container needs.
 *
 * @param run differs for each run of each container, so that the policy {@code Always} pulls once for each
 * @param policy {@code Always}, {@code IfNotPresent} or {@code Never}
 */
public record ImageRequest(String podUid, String run, String image, String policy, Subject container) {}
