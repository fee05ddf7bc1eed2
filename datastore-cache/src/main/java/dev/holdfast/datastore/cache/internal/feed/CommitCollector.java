package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Commit;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Origin;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.cache.internal.state.StateEditor;
import dev.holdfast.store.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the events of a watch, commit by commit, on top of a state. */
final class CommitCollector {

  private final State base;
  private final StateEditor editor;
  private final List<Commit> commits = new ArrayList<>();
  private List<RowChange> changes = new ArrayList<>();
  private boolean inside;
  private Floor through;

  CommitCollector(State base) {
    this.base = base;
    this.editor = new StateEditor(base);
    this.through = base.floor();
  }

  /** Takes an event of the commit under way. */
  void add(Event event) {
    inside = true;
    Optional<RowChange> change =
        event instanceof Event.Put put ? editor.put(put.entry()) : editor.delete(event.key());
    change.ifPresent(changes::add);
  }

  /** Ends the commit under way. */
  void end(long revision) {
    Floor floor = new Floor(base.floor().historyId(), revision);
    if (!changes.isEmpty()) {
      commits.add(new Commit(through, floor, changes, Origin.COMMIT));
    }
    changes = new ArrayList<>();
    inside = false;
    through = floor;
  }

  /** Returns whether a commit has begun and not ended. */
  boolean isInsideCommit() {
    return inside;
  }

  /** Returns the revision of the last commit that ended. */
  long through() {
    return through.revision();
  }

  List<Commit> commits() {
    return commits;
  }

  /** Returns the state after all commits, at a revision. */
  State build(long revision) {
    return inside || through.equals(base.floor())
        ? base.at(revision)
        : editor.build(new Floor(base.floor().historyId(), revision));
  }
}
