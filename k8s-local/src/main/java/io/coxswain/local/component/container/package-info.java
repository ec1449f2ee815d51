/** What the services need besides when each of them runs in a container of Compose. */
@NullMarked
package io.coxswain.local.component.container;

import org.jspecify.annotations.NullMarked;
