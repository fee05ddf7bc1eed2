package dev.holdfast.store;

import java.util.Optional;

/**
 * What must hold of a key's committed state for a write to apply.
 *
 * <p>Inside a transaction it is judged at commit, against the state just below the commit, never
 * against the transaction's own writes.
 */
public sealed interface Precondition {

  /** Returns the precondition that always holds. */
  static Precondition any() {
    return Any.ANY;
  }

  /** Returns the precondition that the key is absent. */
  static Precondition absent() {
    return Absence.ABSENT;
  }

  /** Returns the precondition that the key is present. */
  static Precondition present() {
    return Presence.PRESENT;
  }

  /**
   * Returns the precondition that the key is present and was last put at a revision.
   *
   * @param revision the key's mod revision
   */
  static Precondition modRevision(long revision) {
    return new ModRevision(revision);
  }

  /**
   * Returns whether the precondition holds.
   *
   * @param entry the key's entry, or nothing where it is absent
   */
  boolean holdsFor(Optional<KeyValue> entry);

  /** Anything may be there. */
  enum Any implements Precondition {
    /** The only one. */
    ANY;

    @Override
    public boolean holdsFor(Optional<KeyValue> entry) {
      return true;
    }
  }

  /** The key must be absent. */
  enum Absence implements Precondition {
    /** The only one. */
    ABSENT;

    @Override
    public boolean holdsFor(Optional<KeyValue> entry) {
      return entry.isEmpty();
    }
  }

  /** The key must be present. */
  enum Presence implements Precondition {
    /** The only one. */
    PRESENT;

    @Override
    public boolean holdsFor(Optional<KeyValue> entry) {
      return entry.isPresent();
    }
  }

  /**
   * The key must be present with a mod revision.
   *
   * @param revision the mod revision
   */
  record ModRevision(long revision) implements Precondition {
    @Override
    public boolean holdsFor(Optional<KeyValue> entry) {
      return entry.isPresent() && entry.get().modRevision() == revision;
    }
  }
}
