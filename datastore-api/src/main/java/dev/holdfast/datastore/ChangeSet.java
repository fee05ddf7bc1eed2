package dev.holdfast.datastore;

import java.util.List;

/**
 * The changes of one commit.
 *
 * <p>After the server had to load its state anew, one set holds everything that changed meanwhile.
 *
 * @param floor the state with these changes
 * @param changes the changes, by kind; one per record
 */
public record ChangeSet(Floor floor, List<Change> changes) {

  /** Copies the changes. */
  public ChangeSet {
    changes = List.copyOf(changes);
  }
}
