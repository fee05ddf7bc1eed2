package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.engine.ChangeLog.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TouchedKeysTest {

  private static final int CAPACITY = 50_000;

  private final TouchedKeys touched = new TouchedKeys(0);

  @Test
  void touchedSince_askedNowAndThen_findsWhatAModelFinds() {
    Random random = new Random(7);
    List<Bytes> keys = new ArrayList<>(); // the index is the revision, less one
    for (int revision = 1; revision <= 3_000; revision++) {
      keys.add(key(random.nextInt(200)));
      touched.add(commit(revision, keys.get(revision - 1)));
      if (random.nextInt(10) == 0) {
        int since = revision - random.nextInt(Math.min(revision, 100));
        int from = random.nextInt(200);
        KeyInterval interval =
            new KeyInterval(key(from), Optional.of(key(from + random.nextInt(5))));
        boolean expected = keys.subList(since, revision).stream().anyMatch(interval::contains);
        assertThat(touched.touchedSince(interval, since))
            .as("%s since %d at %d", interval, since, revision)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void add_beyondTheCapacity_forgetsTheOldest() {
    fill(1, CAPACITY + 1);
    assertThat(touched.covers(0)).isFalse();
    assertThat(touched.covers(1)).isTrue();
    assertThat(touched.touchedSince(KeyInterval.of(key(2)), 1)).isTrue();
    assertThat(touched.touchedSince(KeyInterval.of(key(1)), 1)).isFalse();
  }

  @Test
  void add_beyondTheCapacityAfterAQuestion_forgetsTheOldest() {
    fill(1, CAPACITY);
    assertThat(touched.touchedSince(KeyInterval.of(key(1)), 0)).isTrue();
    touched.add(commit(CAPACITY + 1, key(2)));
    touched.add(commit(CAPACITY + 2, key(3)));
    assertThat(touched.covers(1)).isFalse();
    assertThat(touched.covers(2)).isTrue();
    assertThat(touched.touchedSince(KeyInterval.of(key(2)), CAPACITY)).isTrue();
    assertThat(touched.touchedSince(KeyInterval.of(key(4)), 2)).isTrue();
    assertThat(touched.through()).isEqualTo(CAPACITY + 2);
  }

  @Test
  void restart_forgetsAll() {
    fill(1, 10);
    touched.restart(10);
    assertThat(touched.covers(9)).isFalse();
    assertThat(touched.covers(10)).isTrue();
    assertThat(touched.touchedSince(KeyInterval.of(key(10)), 10)).isFalse();
  }

  private void fill(int from, int to) {
    for (int revision = from; revision <= to; revision++) {
      touched.add(commit(revision, key(revision)));
    }
  }

  private static Commit commit(long revision, Bytes key) {
    return new Commit(
        revision, Bytes.empty(), List.of(new Event.Delete(key, revision, Optional.empty())));
  }

  private static Bytes key(int number) {
    return Bytes.utf8("%06d".formatted(number));
  }
}
