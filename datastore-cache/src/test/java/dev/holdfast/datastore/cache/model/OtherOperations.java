package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Draws operations on join tokens, CA journals and streams of changes, and looks at the status. */
final class OtherOperations extends Operations {

  private static final int STREAMS = 2;

  OtherOperations(Pool pool, int servers) {
    super(pool, servers);
    add(4, this::createToken);
    add(3, this::deleteToken);
    add(2, this::pruneTokens);
    add(2, this::fetchToken);
    add(3, () -> read("joinTokens.list", "", (ds, it) -> ds.joinTokens().list(it)));
    add(4, this::createJournal);
    add(3, this::updateJournal);
    add(3, this::pruneJournals);
    add(2, this::fetchJournal);
    add(2, this::fetchActiveJournal);
    add(3, () -> read("caJournals.list", "", (ds, it) -> ds.caJournals().list(it)));
    add(2, this::openStream);
    add(8, this::drainStream);
    add(1, this::status);
  }

  /** Returns what finds changes that servers keep no longer. */
  List<Operation> afterLongTime() {
    return List.of(openStream(), createToken(), createJournal(), drainStream(), openStream());
  }

  private String token() {
    return "t" + pool.below(5);
  }

  private Operation createToken() {
    JoinToken token =
        new JoinToken(
            pool.once(20) ? "" : token(), pool.once(20) ? pool.outsideTime() : pool.time());
    return write("joinTokens.create", token, ds -> ds.joinTokens().create(token));
  }

  private Operation deleteToken() {
    String token = token();
    return write("joinTokens.delete", token, ds -> ds.joinTokens().delete(token));
  }

  private int atMost() {
    return pool.once(8) ? 0 : 1 + pool.below(3);
  }

  private Operation pruneTokens() {
    Instant time = pool.time();
    int atMost = atMost();
    return write(
        "joinTokens.prune", time + ", " + atMost, ds -> ds.joinTokens().prune(time, atMost));
  }

  private Operation fetchToken() {
    String token = token();
    return read("joinTokens.fetch", token, (ds, it) -> ds.joinTokens().fetch(token, it));
  }

  private CaJournal journal() {
    Optional<Instant> end = pool.once(20) ? Optional.of(pool.outsideTime()) : pool.perhapsTime();
    return new CaJournal(
        pool.once(20) ? "no id" : "j" + pool.below(5),
        Bytes.utf8("data " + pool.below(3)),
        pool.once(20) ? "" : "ca" + pool.below(4),
        end);
  }

  private Operation createJournal() {
    CaJournal journal = journal();
    return write("caJournals.create", journal, ds -> ds.caJournals().create(journal));
  }

  private Operation updateJournal() {
    CaJournal journal = journal();
    return expecting(
        "caJournals.update",
        journal,
        ds -> ds.caJournals().fetch(journal.id()),
        (ds, expectation) -> ds.caJournals().update(journal, expectation));
  }

  private Operation pruneJournals() {
    Instant time = pool.time();
    int atMost = atMost();
    return write(
        "caJournals.prune", time + ", " + atMost, ds -> ds.caJournals().prune(time, atMost));
  }

  private Operation fetchJournal() {
    String id = "j" + pool.below(5);
    return read("caJournals.fetch", id, (ds, it) -> ds.caJournals().fetch(id, it));
  }

  private Operation fetchActiveJournal() {
    String authority = "ca" + pool.below(4);
    return read(
        "caJournals.fetchByActive",
        authority,
        (ds, it) -> ds.caJournals().fetchByActiveX509Authority(authority, it));
  }

  private Operation openStream() {
    int server = server();
    int slot = pool.below(STREAMS);
    int back = pool.below(4);
    Set<RecordKind> kinds = pool.set(List.of(RecordKind.values()), 1, 7);
    return Operation.write(
        server,
        "watch",
        back + " commits back, " + kinds + ", stream " + slot,
        side -> {
          ChangeStream old = side.streams.remove(slot);
          if (old != null) {
            old.close();
          }
          ChangeRequest request = new ChangeRequest(Optional.of(side.floor(back)), kinds);
          side.streams.put(slot, side.server(server).watch(request));
          return Answer.DONE;
        });
  }

  private Operation drainStream() {
    int slot = pool.below(STREAMS);
    return Operation.write(
        0,
        "watch.next",
        "stream " + slot,
        side -> {
          ChangeStream stream = side.streams.get(slot);
          return stream == null ? Answer.NOTHING : drained(stream, side.floor(0));
        });
  }

  /** Reads a stream until everything up to a state has been told. */
  private static List<ChangeSet> drained(ChangeStream stream, Floor until) {
    List<ChangeSet> told = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (stream.position().revision() < until.revision()) {
      stream.next(Duration.ofMillis(50)).ifPresent(told::add);
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the stream does not reach " + until);
      }
    }
    return told;
  }

  private Operation status() {
    return read(
        "status",
        "",
        (ds, consistency) -> {
          Read<Long> read = ds.bundles().count(consistency);
          return new Read<>(ds.status().counts(), read.floor(), read.age());
        });
  }
}
