package dev.holdfast.store;

import java.util.OptionalLong;

/**
 * A transaction is committed.
 *
 * @param header the commit's revision, or the revision at which it was found to change nothing
 * @param revision the commit's revision; nothing where nothing changed
 */
public record CommitResult(Header header, OptionalLong revision) {

  /** Returns whether anything changed. */
  public boolean wrote() {
    return revision.isPresent();
  }
}
