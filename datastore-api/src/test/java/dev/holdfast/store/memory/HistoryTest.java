package dev.holdfast.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.StoreEngine.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private static final int REVISIONS = 3_000;
  private static final int KEYS = 40;

  private final List<Map<Bytes, KeyValue>> model = new ArrayList<>(List.of(Map.of()));
  private final Random random = new Random(5);
  private History history = new History(Duration.ofHours(1), 0, "history");

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void everyRevision_isReadAsItWas() {
    append(REVISIONS);
    for (int revision = 0; revision <= REVISIONS; revision++) {
      assertThat(entriesAt(revision)).as("revision %d", revision).isEqualTo(model.get(revision));
    }
  }

  @Test
  void changes_areToldInStretchesWithoutAGap() {
    append(REVISIONS);
    List<Commit> told = new ArrayList<>();
    long through = 0;
    while (through < REVISIONS) {
      var stretch = history.read(through, "history").join();
      told.addAll(stretch.commits());
      through = stretch.through();
    }
    assertThat(told)
        .extracting(Commit::revision)
        .hasSize(REVISIONS)
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(told).extracting(Commit::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void whatIsHeld_isKeptWhole_andWhatIsNotIsGone() {
    history.close();
    history = new History(Duration.ZERO, 0, "history");
    append(1_500);
    Hold hold = history.hold(1_500);
    append(1_500);
    assertThat(entriesAt(1_500)).isEqualTo(model.get(1_500));
    assertThat(entriesAt(1_537)).isEqualTo(model.get(1_537));
    assertThatThrownBy(() -> history.at(1_499, header -> header))
        .isInstanceOf(StoreException.class);
    assertThat(history.read(1_499, "history")).isCompletedExceptionally();
    assertThat(history.read(1_500, "history").join().commits()).hasSizeGreaterThan(1_000);
    hold.close();
    append(1);
    assertThatThrownBy(() -> history.at(2_999, header -> header))
        .isInstanceOf(StoreException.class);
    assertThat(history.fingerprint(1_000).join()).isEmpty();
    assertThat(entriesAt(3_001)).isEqualTo(model.get(3_001));
  }

  @Test
  void readersBesideCompaction_findARevisionWholeOrAreRefused() {
    history.close();
    history = new History(Duration.ZERO, 200, "history");
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Long> whole =
        CompletableFuture.supplyAsync(
            () -> {
              long read = 0;
              while (!ended.get() || read == 0) {
                long revision = Math.max(0, history.head().revision() - 150);
                try {
                  long counted =
                      history.at(
                          revision, header -> history.entries().count(all(), header.revision()));
                  assertThat(counted).isEqualTo(Math.min(revision, KEYS));
                  read++;
                } catch (StoreException refused) {
                  assertThat(history.reachesBackTo(revision)).isFalse();
                }
              }
              return read;
            });
    for (int revision = 1; revision <= 100_000; revision++) {
      history.append(header(revision), List.of(put(key(revision % KEYS), revision)));
    }
    ended.set(true);
    assertThat(whole.join()).isPositive();
  }

  /** Whoever reads the latest state finds it, however little history is kept. */
  @Test
  void readersOfTheLatest_findItWholeBesideWriters() {
    history.close();
    history = new History(Duration.ZERO, 0, "history");
    append(header -> List.of(put(key(0), header.revision()), put(key(1), header.revision())), 1);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Long> read =
        CompletableFuture.supplyAsync(
            () -> {
              long reads = 0;
              while (!ended.get() || reads == 0) {
                Set<Long> revisions = new HashSet<>();
                Header latest =
                    history.latest(
                        header -> {
                          revisions.clear();
                          history
                              .entries()
                              .visit(
                                  all(),
                                  header.revision(),
                                  entry -> {
                                    revisions.add(entry.modRevision());
                                    return true;
                                  });
                          return header;
                        });
                assertThat(revisions).containsExactly(latest.revision());
                Optional<KeyValue> one =
                    history.glance(header -> history.entries().get(key(1), header.revision()));
                assertThat(one).isPresent();
                reads++;
              }
              return reads;
            });
    append(
        header -> List.of(put(key(0), header.revision()), put(key(1), header.revision())), 100_000);
    ended.set(true);
    assertThat(read.join()).isPositive();
  }

  /** Whoever reads at the latest revision finds that one, though the next one comes meanwhile. */
  @Test
  void readersAtTheLatestRevision_findThatOneBesideWriters() {
    history.close();
    history = new History(Duration.ZERO, 1_000, "history");
    append(header -> List.of(put(key(0), header.revision())), 1);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> read =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                long revision = history.head().revision();
                Optional<KeyValue> found;
                try {
                  found =
                      history.at(
                          revision, header -> history.entries().get(key(0), header.revision()));
                } catch (StoreException refused) {
                  assertThat(history.reachesBackTo(revision)).isFalse();
                  continue;
                }
                assertThat(found.orElseThrow().modRevision()).isEqualTo(revision);
              }
            });
    append(header -> List.of(put(key(0), header.revision())), 300_000);
    ended.set(true);
    read.join();
  }

  @Test
  void keysThatAreGone_leaveNothingBehind() {
    history.close();
    history = new History(Duration.ZERO, 0, "history");
    for (int number = 0; number < KEYS; number++) {
      Bytes key = key(number);
      append(header -> List.of(put(key, header.revision())), 1);
      append(header -> List.of(new Event.Delete(key, header.revision(), Optional.empty())), 1);
    }
    history.drop();
    assertThat(history.entries().isEmpty()).isTrue();
  }

  private void append(Function<Header, List<Event>> events, int revisions) {
    for (int i = 0; i < revisions; i++) {
      Header next = header(history.head().revision() + 1);
      history.append(next, events.apply(next));
    }
  }

  private void append(int revisions) {
    for (int i = 0; i < revisions; i++) {
      long revision = model.size();
      Map<Bytes, KeyValue> entries = new TreeMap<>(model.get(model.size() - 1));
      Map<Bytes, Event> events = new TreeMap<>();
      int keys = random.nextInt(100) == 0 ? KEYS : 1 + random.nextInt(3);
      for (int n = 0; n < keys; n++) {
        Bytes key = key(random.nextInt(KEYS));
        if (events.containsKey(key)) {
          continue;
        }
        if (random.nextInt(3) == 0 && entries.containsKey(key)) {
          entries.remove(key);
          events.put(key, new Event.Delete(key, revision, Optional.empty()));
        } else {
          Event.Put put = put(key, revision);
          entries.put(key, put.entry());
          events.put(key, put);
        }
      }
      history.append(header(revision), List.copyOf(events.values()));
      model.add(entries);
    }
  }

  private Map<Bytes, KeyValue> entriesAt(long revision) {
    return history.at(
        revision,
        header -> {
          assertThat(header).isEqualTo(header(revision));
          Map<Bytes, KeyValue> entries = new TreeMap<>();
          history
              .entries()
              .visit(all(), revision, entry -> entries.put(entry.key(), entry) == null);
          return entries;
        });
  }

  private static KeyInterval all() {
    return new KeyInterval(Bytes.empty(), Optional.empty());
  }

  private static Header header(long revision) {
    return new Header(revision, "history");
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key/" + number);
  }

  private static Event.Put put(Bytes key, long revision) {
    return new Event.Put(new KeyValue(key, Bytes.empty(), revision, revision, 1), Optional.empty());
  }
}
