package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoresTest {

  @Test
  void parse_readsSchemeLocationAndOptions() {
    assertThat(StoreUrl.parse("SQLite:/var/a b.db?shared=true&note=1%2B1"))
        .isEqualTo(new StoreUrl("sqlite", "/var/a b.db", Map.of("shared", "true", "note", "1+1")));
  }

  @ParameterizedTest
  @CsvSource({
    "/var/store.db, it has no scheme",
    "memory:?shared, 'shared' is not of the form option=value",
    "memory:?a=1&a=2, option a stands twice",
    "memory:?a=%zz, not percent-encoded properly",
  })
  void parse_malformed_namesTheProblem(String url, String problem) {
    assertThatThrownBy(() -> StoreUrl.parse(url))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.BAD_OPTION))
        .hasMessageContaining(problem);
  }

  @Test
  void open_unknownScheme_namesWhatIsOnTheClassPath() {
    assertThatThrownBy(() -> Stores.open("nosuch:here"))
        .hasMessageContaining("'nosuch:'")
        .hasMessageContaining("found are memory");
  }

  @Test
  void open_unknownOption_namesTheKnownOnes() {
    assertThatThrownBy(() -> Stores.open("memory:?colour=red"))
        .hasMessageContaining("unknown option 'colour'")
        .hasMessageContaining("history_retention_ms");
  }

  @Test
  void open_malformedOption_namesValueAndBound() {
    assertThatThrownBy(() -> Stores.open("memory:?max_lease_ms=soon"))
        .hasMessageContaining("max_lease_ms is 'soon'")
        .hasMessageContaining("a whole number from 1 to 86400000");
  }

  @Test
  void open_memory_storesAndTransacts() {
    try (Store store = Stores.open("memory:")) {
      BlockingStore blocking = store.blocking();
      Bytes key = Bytes.utf8("k");
      blocking.put(key, Bytes.utf8("1"));
      var committed =
          blocking.transact(
              transaction -> {
                Bytes seen = transaction.get(key).orElseThrow().value();
                transaction.put(key, seen.concat(Bytes.utf8("+1")));
                return transaction.get(key).orElseThrow().value();
              });
      assertThat(committed.value()).isEqualTo(Bytes.utf8("1+1"));
      assertThat(committed.result().wrote()).isTrue();
      assertThat(blocking.get(GetRequest.of(key)).entries())
          .containsExactly(new KeyValue(key, Bytes.utf8("1+1"), 1, 2, 2));
    }
  }
}
