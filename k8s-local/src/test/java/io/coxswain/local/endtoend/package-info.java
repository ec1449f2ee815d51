/**
 * The whole system as a user has it: a profile of its own started by the script, unmodified kubectl, Docker, and
 * requests through the gateway. Run by {@code verify}, which makes the images and the build that these tests need.
 */
@NullMarked
package io.coxswain.local.endtoend;

import org.jspecify.annotations.NullMarked;
