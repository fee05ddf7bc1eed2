package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.blackbox.Registers;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** Freshness of reads. */
final class FreshReadCases {

  @Case(
      number = "37",
      tags = Tag.C,
      contract = {"R5.1", "R5.2"},
      rule =
          "With min_revision set to a revision that was just written elsewhere, an answer is never"
              + " older than it.")
  void get_withFloor(Trial trial) {
    Bytes key = trial.key("a");
    AtomicReference<Header> last =
        new AtomicReference<>(trial.store().put(key, Bytes.utf8("0")).header());
    int reads = trial.size(50, 300, 3_000);
    try (Load load =
        trial.load(
            2,
            Duration.ofMillis(1),
            (client, random) -> last.set(trial.store().put(key, trial.value()).header()))) {
      for (int i = 0; i < reads; i++) {
        Floor floor = Floor.at(Objects.requireNonNull(last.get()));
        long revision = floor.revision();
        GetResult read = trial.store().get(GetRequest.of(key).atLeast(floor));
        requireAtLeast(revision, read.header());
        Expect.that(
            read.entries().get(0).modRevision() >= revision,
            "the entry is of revision " + revision + " or later",
            read);
        KeyRange range = trial.all();
        requireAtLeast(
            revision, trial.store().count(CountRequest.of(range).atLeast(floor)).header());
      }
    }
    trial.checkHistory();
  }

  private static void requireAtLeast(long revision, Header header) {
    Expect.that(header.revision() >= revision, "header.revision >= " + revision, header.revision());
  }

  @Case(
      number = "38",
      tags = Tag.C,
      contract = {"R2.6", "R2.7"},
      rule =
          "min_revision in the far future is refused with FUTURE_REVISION or DEADLINE_EXCEEDED"
              + " within 1 s, and never answered with an old state; with a txn_id it is compared"
              + " with the snapshot. A foreign history_id is refused with HISTORY_CHANGED.")
  void get_withFloorInTheFuture(Trial trial) {
    PutResult put = trial.store().put(trial.key("a"), trial.value());
    Floor future = new Floor(put.header().revision() + 1_000_000_000L, Optional.empty());
    ErrorReason[] late = {ErrorReason.FUTURE_REVISION, ErrorReason.DEADLINE_EXCEEDED};
    GetRequest get = GetRequest.of(trial.key("a"));
    CountRequest count = CountRequest.of(trial.all());
    long begun = System.nanoTime();
    Expect.refused("a Get", () -> trial.store().get(get.atLeast(future)), late);
    Expect.refused("a Count", () -> trial.store().count(count.atLeast(future)), late);
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    Expect.that(millis < 3_000, "each is refused within 1 s, give or take", millis + " ms for two");
    Floor foreign = new Floor(1, Optional.of("another-history"));
    Expect.refused(
        "a Get in a foreign history",
        () -> trial.store().get(get.atLeast(foreign)),
        ErrorReason.HISTORY_CHANGED);
    Expect.refused(
        "a Count in a foreign history",
        () -> trial.store().count(count.atLeast(foreign)),
        ErrorReason.HISTORY_CHANGED);
    if (trial.has(Capability.TRANSACTIONS)) {
      try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
        long later = trial.put(trial.key("a"), trial.value());
        Floor beyond = new Floor(later, Optional.empty());
        Expect.refused(
            "a Get in a transaction that began before the floor",
            () -> transaction.get(get.atLeast(beyond)),
            ErrorReason.FUTURE_REVISION);
      }
    }
  }

  @Case(
      number = "39",
      tags = Tag.C,
      contract = {"R2.3", "R5.1"},
      rule =
          "The header revisions that one client sees never decrease, over reads of keys, of"
              + " prefixes and counts.")
  void get_headersOfOneClient(Trial trial) {
    int reads = trial.size(100, 500, 5_000);
    try (Load load =
        trial.load(
            2,
            Duration.ofMillis(1),
            (client, random) -> trial.put(trial.key("k" + random.nextInt(5)), trial.value()))) {
      trial.clients(
          4,
          (client, random) -> {
            long last = 0;
            for (int i = 0; i < reads; i++) {
              Header header = read(trial, random);
              Expect.that(
                  header.revision() >= last,
                  "header.revision does not fall below " + last,
                  header.revision());
              last = header.revision();
            }
          });
    }
    trial.checkHistory();
  }

  private static Header read(Trial trial, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> trial.store().get(GetRequest.of(trial.key("k" + random.nextInt(6)))).header();
      case 1 -> trial.store().get(GetRequest.of(trial.all())).header();
      default -> trial.store().count(CountRequest.of(trial.all())).header();
    };
  }

  @Case(
      number = "40",
      tags = Tag.C,
      contract = {"R2.4", "R4.2"},
      rule =
          "For random histories, every entry's create_revision, mod_revision and version equal the"
              + " replay; and by values alone every key is a linearizable register.")
  void entries_ofRandomHistories(Trial trial) {
    int steps = trial.size(40, 150, 1_500);
    trial.clients(
        4,
        (client, random) -> {
          for (int i = 0; i < steps; i++) {
            Bytes key = trial.key("k" + random.nextInt(4));
            switch (random.nextInt(6)) {
              case 0, 1 -> trial.put(key, Bytes.utf8(client + "/" + i));
              case 2 -> trial.store().delete(DeleteRequest.of(key));
              case 3 -> trial.scan(trial.all());
              default -> trial.get(key);
            }
          }
        });
    for (KeyValue entry : trial.scan(trial.all())) {
      Expect.that(
          entry.createRevision() <= entry.modRevision() && entry.version() >= 1,
          "create_revision <= mod_revision, version >= 1",
          entry);
    }
    trial.checkHistory();
    List<String> found = Registers.check(trial.history());
    if (!found.isEmpty()) {
      throw new Failure("the values that clients saw fit no order of the writes: " + found.get(0));
    }
  }
}
