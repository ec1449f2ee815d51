package io.coxswain.node.runtime;

/** The size of a terminal, in characters. */
public record TerminalSize(int columns, int rows) {}
