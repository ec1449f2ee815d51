/**
 * One machine's launcher: the {@code coxswain} command line, and the server process that holds every service in one JVM
 * beside an embedded PostgreSQL.
 */
@NullMarked
package io.coxswain.local;

import org.jspecify.annotations.NullMarked;
