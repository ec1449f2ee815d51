/** The one configured JSON mapper, and access to the metadata of objects that are JSON trees. */
@NullMarked
package io.coxswain.json;

import org.jspecify.annotations.NullMarked;
