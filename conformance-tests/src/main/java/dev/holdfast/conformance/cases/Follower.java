package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Watches everything over the deaths of a plugin, by one watch after the other. */
final class Follower {

  private final Trial run;
  private final Header start;
  private final List<Watcher> watchers = new ArrayList<>();
  private Optional<ErrorReason> lost = Optional.empty();

  private Follower(Trial run, Header start) {
    this.run = run;
    this.start = start;
  }

  static Follower from(Trial run, Header start) {
    Follower follower = new Follower(run, start);
    follower.open(start.revision());
    return follower;
  }

  private void open(long after) {
    watchers.add(run.watch(WatchRequest.after(after, run.all()).inHistory(start.historyId())));
  }

  /**
   * Follows up to a revision, by a further watch if the last one has ended with its plugin.
   *
   * <p>History that was cut meanwhile, or is another, cannot be followed: both are told by name.
   */
  void through(long revision) {
    if (lost.isPresent()) {
      return;
    }
    Watcher last = watchers.get(watchers.size() - 1);
    if (last.endedBy().isPresent()) {
      open(watchers.stream().mapToLong(Watcher::told).reduce(start.revision(), Math::max));
      last = watchers.get(watchers.size() - 1);
    }
    Watcher current = last;
    run.until(
        "revision " + revision + " is told",
        run.patience(),
        () -> current.told() >= revision || current.endedBy().isPresent());
    if (current.told() < revision) {
      StoreException why = current.endedBy().orElseThrow();
      Expect.refused(
          "a watch that goes on after a fault",
          why,
          List.of(ErrorReason.COMPACTED, ErrorReason.HISTORY_CHANGED));
      lost = Optional.of(why.reason());
    }
  }

  /** Returns why it could not go on, if it could not. */
  Optional<ErrorReason> lostBy() {
    return lost;
  }

  /** Follows to the end, and demands that everything acknowledged was told on the way. */
  void toldAll(FaultLoad load) {
    through(FaultCases.header(run).revision());
    if (lost.isPresent()) {
      run.note("the watches could not follow to the end: " + lost.get());
      return;
    }
    Set<Long> missing = new HashSet<>(load.revisions());
    watchers.forEach(watcher -> missing.removeAll(watcher.revisions()));
    Expect.equal("the acknowledged revisions that no watch tells", Set.of(), missing);
  }
}
