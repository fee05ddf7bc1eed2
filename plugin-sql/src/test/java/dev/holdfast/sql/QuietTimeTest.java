package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuietTimeTest {

  private static final long WHILE_LOCKED = 1_000;
  private static final long AFTERWARDS = 50;
  private static final long START = System.nanoTime();

  private final QuietTime quiet = new QuietTime(WHILE_LOCKED, AFTERWARDS, START);

  @Test
  void left_nothingNoted_isZero() {
    assertThat(quiet.left(START)).isZero();
    assertThat(quiet.left(START + 1)).isZero();
  }

  @Test
  void left_locked_isNoLongerThanACommitMayBeFoundLate() {
    quiet.locked(START);
    assertThat(quiet.left(START + 1)).isEqualTo(AFTERWARDS);
    assertThat(quiet.left(START + WHILE_LOCKED - 10)).isEqualTo(10);
  }

  @Test
  void left_lockedForTooLong_isZero() {
    quiet.locked(START);
    assertThat(quiet.left(START + WHILE_LOCKED)).isZero();
    assertThat(quiet.left(START + 10 * WHILE_LOCKED)).isZero();
  }

  @Test
  void left_unlocked_endsWhenAnothersCommitMustBeFound() {
    quiet.locked(START);
    quiet.unlocked(START + 200);
    assertThat(quiet.left(START + 200)).isEqualTo(AFTERWARDS);
    assertThat(quiet.left(START + 200 + 30)).isEqualTo(AFTERWARDS - 30);
    assertThat(quiet.left(START + 200 + AFTERWARDS)).isZero();
  }
}
