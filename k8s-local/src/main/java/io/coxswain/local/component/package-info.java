/**
 * What runs in the server process, as data: each part of the cluster says how it is started from the profile's
 * environment and how it is closed. The one list is {@link io.coxswain.local.component.Components}.
 */
@NullMarked
package io.coxswain.local.component;

import org.jspecify.annotations.NullMarked;
