/** What the conformance suite's tests of the API ask for, each test by their titles. */
@NullMarked
package io.coxswain.controlplane.conformance;

import org.jspecify.annotations.NullMarked;
