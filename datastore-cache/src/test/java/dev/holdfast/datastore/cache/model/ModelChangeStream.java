package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The changes of a model, commit by commit. It never waits. */
final class ModelChangeStream implements ChangeStream {

  private final Model model;
  private final Set<RecordKind> kinds;
  private long position;

  ModelChangeStream(Model model, Set<RecordKind> kinds, long position) {
    this.model = model;
    this.kinds = kinds;
    this.position = position;
  }

  @Override
  public ChangeSet next() {
    return next(Duration.ZERO).orElseThrow();
  }

  @Override
  public Optional<ChangeSet> next(Duration atMost) {
    while (position < model.changes().size()) {
      ChangeSet commit = model.changes().get((int) position);
      position++;
      List<Change> told =
          commit.changes().stream().filter(change -> kinds.contains(change.kind())).toList();
      if (!told.isEmpty()) {
        return Optional.of(new ChangeSet(commit.floor(), told));
      }
    }
    return Optional.empty();
  }

  @Override
  public Floor position() {
    return new Floor(ModelState.HISTORY, position);
  }

  @Override
  public void close() {}
}
