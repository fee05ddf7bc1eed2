package dev.holdfast.datastore;

/** How fresh an answer must be. */
public sealed interface ReadConsistency {

  /**
   * Returns the consistency of answers that hold every write, by whomever on whichever server, that
   * ended before the read began. The default.
   */
  static ReadConsistency current() {
    return Current.CURRENT;
  }

  /**
   * Returns the consistency of answers that this server's cache holds, at once. They never go back
   * within a history, hold every write of this server that ended before, and tell their age.
   */
  static ReadConsistency cached() {
    return Cached.CACHED;
  }

  /**
   * Returns the consistency of answers that reflect a state or a later one of the same history.
   *
   * @param floor the state, as an answer told it, perhaps on another server
   */
  static ReadConsistency atLeast(Floor floor) {
    return new AtLeast(floor);
  }

  /** The answer holds every write that ended before. */
  enum Current implements ReadConsistency {
    /** The only one. */
    CURRENT
  }

  /** The answer is what the cache holds. */
  enum Cached implements ReadConsistency {
    /** The only one. */
    CACHED
  }

  /**
   * The answer reflects a state or a later one.
   *
   * @param floor the state
   */
  record AtLeast(Floor floor) implements ReadConsistency {}
}
