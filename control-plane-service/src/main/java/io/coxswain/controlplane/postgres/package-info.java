/**
 * A durable PostgreSQL of our own on this machine: unpacked from a library on the class path, made from a template,
 * started, adopted and stopped. Hides users, files and processes; gives a JDBC URL.
 */
@NullMarked
package io.coxswain.controlplane.postgres;

import org.jspecify.annotations.NullMarked;
