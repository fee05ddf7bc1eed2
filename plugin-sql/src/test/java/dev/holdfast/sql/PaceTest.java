package dev.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final long BEGUN = System.nanoTime();

  /** Ten revisions in 1,000 ns. */
  private final Pace pace = new Pace(11, 20, BEGUN, BEGUN + 1_000);

  @Test
  void restNanos_early_isUntilItsTime() {
    assertThat(pace.restNanos(11, BEGUN + 40)).isEqualTo(60);
    assertThat(pace.restNanos(15, BEGUN)).isEqualTo(500);
    assertThat(pace.restNanos(20, BEGUN + 999)).isEqualTo(1);
  }

  @Test
  void restNanos_late_isZero() {
    assertThat(pace.restNanos(11, BEGUN + 101)).isZero();
    assertThat(pace.restNanos(19, BEGUN + 2_000)).isZero();
  }

  @Test
  void restNanos_overdueFromTheStart_isZero() {
    assertThat(new Pace(11, 20, BEGUN, BEGUN - 5).restNanos(15, BEGUN)).isZero();
  }

  @Test
  void restNanos_oneRevision_isUntilItIsDue() {
    assertThat(new Pace(7, 7, BEGUN, BEGUN + 30).restNanos(7, BEGUN)).isEqualTo(30);
  }
}
