package io.coxswain.reconcile;

import java.util.List;

/** Finds the objects of a cache by a value that each of them yields, such as Pods by the name of their node. */
public interface Index<T> {
    /** The objects that yield {@code value}, ordered by key; empty where there are none. */
    List<T> get(String value);
}
