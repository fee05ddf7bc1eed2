package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.List;

/** Progress of watches. */
final class WatchProgressCases {

  /** What a busy machine may add to a time that the store promises. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  @Case(
      number = "100",
      tags = Tag.W,
      contract = "R9.9",
      rule =
          "Bookmark: after Progress p no event at or below p follows on that stream, and a watch"
              + " resumed after p loses nothing.")
  void progress_isABookmark(Trial trial) {
    long start = trial.put(trial.key("first"), trial.value());
    int progress = trial.size(10, 30, 300);
    WatchRequest request =
        WatchRequest.after(start, trial.under("w/")).progressEvery(Duration.ofMillis(10));
    try (Load load =
        trial.load(
            6,
            Duration.ofMillis(4),
            (client, random) -> {
              String name = random.nextInt(12) == 0 ? "w/" : "elsewhere/";
              trial.put(trial.key(name + client), trial.value());
            })) {
      Watcher watcher = trial.watch(request);
      for (int i = 0; i < progress; i++) {
        int seen = progressOf(watcher).size();
        watcher.await(
            "one more Progress", trial.patience(), () -> progressOf(watcher).size() > seen);
        List<Long> told = progressOf(watcher);
        long bookmark = told.get(told.size() - 1);
        try (Watcher resumed = trial.watch(WatchRequest.after(bookmark, trial.under("w/")))) {
          resumed.through(trial.put(trial.key("w/mark"), trial.value()));
        }
      }
      watcher.through(trial.put(trial.key("w/last"), trial.value()));
    }
    trial.checkHistory();
  }

  private static List<Long> progressOf(Watcher watcher) {
    return watcher.messages().stream()
        .filter(WatchResponse.Progress.class::isInstance)
        .map(message -> ((WatchResponse.Progress) message).revision())
        .toList();
  }

  @Case(
      number = "101",
      tags = Tag.W,
      contract = "R9.10",
      rule =
          "Progress covers a commit within max_progress_lag_ms when only other keys change, and"
              + " comes at least every progress_ms when nothing changes at all.")
  void progress_comesInTime(Trial trial) {
    Duration lag = trial.limits().maxProgressLag().plus(SLACK);
    Watcher watcher = trial.watchNow(trial.under("quiet/"));
    for (int i = 0; i < 3; i++) {
      long other = trial.put(trial.key("other"), trial.value());
      watcher.through(other, lag);
    }
    Expect.equal("the events of the quiet prefix", List.of(), watcher.events());
    Duration asked = Duration.ofMillis(200);
    WatchRequest request = WatchRequest.now(trial.under("quiet/")).progressEvery(asked);
    Watcher idle = trial.watch(request);
    idle.created();
    int messages = trial.size(3, 5, 50);
    idle.await(
        messages + " Progress messages, one every " + asked.toMillis() + " ms",
        asked.multipliedBy(messages).plus(SLACK),
        () -> progressOf(idle).size() >= messages);
  }

  @Case(
      number = "102",
      tags = Tag.W,
      contract = "R9.10",
      rule =
          "After another client reads at revision r, a watch tells Progress r or above, or an event"
              + " at r or above, within max_progress_lag_ms.")
  void progress_reachesWhatOthersRead(Trial trial) {
    Duration lag = trial.limits().maxProgressLag().plus(SLACK);
    Watcher quiet = trial.watchNow(KeyRange.key(trial.key("quiet")));
    Watcher busy = trial.watchNow(trial.under("busy/"));
    int reads = trial.size(3, 6, 60);
    try (Load load =
        trial.load(
            2,
            Duration.ofMillis(2),
            (client, random) -> trial.put(trial.key("busy/" + client), trial.value()))) {
      for (int i = 0; i < reads; i++) {
        Bytes key = trial.key("busy/0");
        long read = trial.store().get(GetRequest.of(key)).header().revision();
        busy.through(read, lag);
        quiet.through(read, lag);
      }
    }
    Expect.equal("the events of the quiet key", List.of(), quiet.events());
    trial.checkHistory();
  }
}
