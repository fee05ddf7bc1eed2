package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyIntervalTest {

  private static final Bytes KEY = Bytes.utf8("key");

  @Test
  void oneKey_isToldFromMore() {
    assertThat(KeyInterval.of(KEY).isOneKey()).isTrue();
    assertThat(KeyInterval.of(Bytes.empty()).isOneKey()).isTrue();
    assertThat(interval("key", "key1").isOneKey()).isFalse();
    assertThat(interval("key", "kez").isOneKey()).isFalse();
    assertThat(interval("kex", "key\0").isOneKey()).isFalse();
    assertThat(interval("key", "key").isOneKey()).isFalse();
    assertThat(new KeyInterval(KEY, Optional.empty()).isOneKey()).isFalse();
  }

  private static KeyInterval interval(String from, String until) {
    return new KeyInterval(Bytes.utf8(from), Optional.of(Bytes.utf8(until)));
  }
}
