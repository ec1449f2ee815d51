/** Scripts of shell commands with what each must answer, for programs that are tested as they are. */
@NullMarked
package io.coxswain.script;

import org.jspecify.annotations.NullMarked;
