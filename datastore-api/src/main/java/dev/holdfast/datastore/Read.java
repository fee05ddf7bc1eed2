package dev.holdfast.datastore;

import java.time.Duration;

/**
 * An answer with the state that it reflects.
 *
 * @param value the answer
 * @param floor the state: the answer is no later than it and no earlier
 * @param age how long ago the state was known to be the latest; zero for a {@link
 *     ReadConsistency#current} read
 * @param <T> the kind of answer
 */
public record Read<T>(T value, Floor floor, Duration age) {}
