/**
 * What the API answers about access: the roles that every cluster has, reviews of who somebody is and what they may do,
 * tokens on request, and the documents by which others check such tokens.
 */
@NullMarked
package io.coxswain.controlplane.access;

import org.jspecify.annotations.NullMarked;
