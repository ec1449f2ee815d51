/** What the API serves: kinds, keys and selectors. Typed views of objects come from the fabric8 model classes. */
@NullMarked
package io.coxswain.model;

import org.jspecify.annotations.NullMarked;
