package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.Floor;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What one commit checks and changes.
 *
 * @param checks the conditions, which hold what the plan rests on
 * @param mutations the changes
 * @param result makes the write's answer, once it is known at which revision it was applied
 * @param <R> the kind of answer
 */
public record Plan<R>(List<Check> checks, List<Mutation> mutations, Function<Floor, R> result) {

  /** Copies the checks and mutations. */
  public Plan {
    checks = List.copyOf(checks);
    mutations = List.copyOf(mutations);
  }

  /**
   * Returns the same plan with another answer.
   *
   * @param mapper makes the answer of this one's
   * @param <T> the kind of answer
   */
  public <T> Plan<T> map(Function<R, T> mapper) {
    return new Plan<>(checks, mutations, result.andThen(mapper));
  }

  /** Collects checks and mutations. Not thread-safe. */
  public static final class Builder {

    private final List<Check> checks = new ArrayList<>();
    private final List<Mutation> mutations = new ArrayList<>();

    /** Makes a builder of a plan that does nothing yet. */
    public Builder() {}

    /**
     * Requires that a record has not changed.
     *
     * @param record the record
     */
    public Builder unchanged(Current record) {
      checks.add(record.check());
      return this;
    }

    /**
     * Requires that a key is absent.
     *
     * @param key the key
     */
    public Builder absent(Bytes key) {
      checks.add(new Check(key, Precondition.absent()));
      return this;
    }

    /**
     * Requires that a key is present.
     *
     * @param key the key
     */
    public Builder present(Bytes key) {
      checks.add(new Check(key, Precondition.present()));
      return this;
    }

    /**
     * Writes a key.
     *
     * @param key the key
     * @param value the value
     */
    public Builder put(Bytes key, Bytes value) {
      mutations.add(Mutation.put(key, value));
      return this;
    }

    /**
     * Deletes a key.
     *
     * @param key the key
     */
    public Builder delete(Bytes key) {
      mutations.add(Mutation.delete(KeyRange.key(key)));
      return this;
    }

    /**
     * Adds what another plan checks and changes.
     *
     * @param other the other plan
     */
    public Builder add(Plan<?> other) {
      checks.addAll(other.checks());
      mutations.addAll(other.mutations());
      return this;
    }

    /**
     * Returns the plan.
     *
     * @param result makes the write's answer
     * @param <R> the kind of answer
     */
    public <R> Plan<R> answering(Function<Floor, R> result) {
      return new Plan<>(checks, mutations, result);
    }
  }
}
