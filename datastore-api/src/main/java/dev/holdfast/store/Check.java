package dev.holdfast.store;

/**
 * A condition of a commit on one key's state just below it.
 *
 * @param key the key
 * @param precondition what must hold of it
 */
public record Check(Bytes key, Precondition precondition) {}
