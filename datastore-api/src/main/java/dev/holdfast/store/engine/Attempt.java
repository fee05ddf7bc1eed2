package dev.holdfast.store.engine;

import dev.holdfast.store.Check;
import dev.holdfast.store.Mutation;
import java.util.List;
import java.util.Optional;

/**
 * What a commit asks for: that what it has read still stands, that its checks hold, and that its
 * mutations apply.
 *
 * @param operation the commit's name, where it can be repeated
 * @param reads what was read, and at which snapshot; nothing for a commit that read nothing
 * @param checks conditions on the state just below the commit
 * @param mutations the changes, in order
 */
public record Attempt(
    Optional<Operation> operation,
    Optional<ReadSet> reads,
    List<Check> checks,
    List<Mutation> mutations) {}
