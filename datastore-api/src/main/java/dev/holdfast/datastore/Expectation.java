package dev.holdfast.datastore;

/** What must hold of a record for its update or delete to apply. */
public sealed interface Expectation {

  /** Returns the expectation that every record meets. */
  static Expectation any() {
    return Any.ANY;
  }

  /**
   * Returns the expectation that a record was last written at a revision.
   *
   * @param revision the revision
   */
  static Expectation modRevision(long revision) {
    return new ModRevision(revision);
  }

  /**
   * Returns the expectation that a record has not been written since it was read.
   *
   * @param read the record as it was read
   */
  static Expectation unchanged(Stored<?> read) {
    return modRevision(read.modRevision());
  }

  /** Anything may be there. */
  enum Any implements Expectation {
    /** The only one. */
    ANY
  }

  /**
   * The record was last written at a revision.
   *
   * @param revision the revision
   */
  record ModRevision(long revision) implements Expectation {}
}
