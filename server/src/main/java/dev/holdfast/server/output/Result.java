package dev.holdfast.server.output;

import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.failure.Failure;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one of the things that a command was told to do.
 *
 * @param index where it stood in the request, from 0
 * @param name what it is known by, for people
 * @param outcome what became of it
 * @param record the record, where there is one
 * @param failure why it failed, if it did
 * @param <T> the kind of record
 */
public record Result<T extends IdentityRecord>(
    int index,
    String name,
    Outcome outcome,
    Optional<Stored<T>> record,
    Optional<Failure> failure) {

  /** What became of a thing. */
  public enum Outcome {
    /** It was created. */
    CREATED,
    /** It was there before, and is as it was. */
    EXISTED,
    /** It was updated. */
    UPDATED,
    /** It was deleted. */
    DELETED,
    /** It was refused, or failed. */
    FAILED;

    /** Returns its name, for people and programs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Returns the result of something that was done.
   *
   * @param index where it stood in the request, from 0
   * @param name what it is known by
   * @param outcome what became of it
   * @param record the record
   * @param <T> the kind of record
   */
  public static <T extends IdentityRecord> Result<T> done(
      int index, String name, Outcome outcome, Stored<T> record) {
    return new Result<>(index, name, outcome, Optional.of(record), Optional.empty());
  }

  /**
   * Returns the result of something that failed.
   *
   * @param index where it stood in the request, from 0
   * @param name what it is known by
   * @param failure why
   * @param <T> the kind of record
   */
  public static <T extends IdentityRecord> Result<T> failed(
      int index, String name, Failure failure) {
    return new Result<>(index, name, Outcome.FAILED, Optional.empty(), Optional.of(failure));
  }
}
