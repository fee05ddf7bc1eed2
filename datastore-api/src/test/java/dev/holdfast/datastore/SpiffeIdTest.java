package dev.holdfast.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.datastore.DataStoreException.Code;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example.org",
        "spiffe://example.org/db",
        "spiffe://example.org/ns/prod/sa/Reader_1.2-x",
        "spiffe://1.2.3.4/...",
        "spiffe://a_b-c.d/.a/b.",
      })
  void parse_standardId(String text) {
    SpiffeId id = SpiffeId.parse(text);

    assertThat(id).hasToString(text);
    assertThat(SpiffeId.parse(text)).isEqualTo(id);
    assertThat("spiffe://" + id.trustDomain() + id.path()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "example.org/db",
        "SPIFFE://example.org",
        "spiffe:/example.org",
        "https://example.org/db",
        "spiffe://",
        "spiffe:///db",
        "spiffe://Example.org",
        "spiffe://example.org:80/db",
        "spiffe://user@example.org/db",
        "spiffe://ex%61mple.org",
        "spiffe://exämple.org",
        "spiffe://example.org/",
        "spiffe://example.org/db/",
        "spiffe://example.org//db",
        "spiffe://example.org/./db",
        "spiffe://example.org/db/..",
        "spiffe://example.org/../db",
        "spiffe://example.org/d b",
        "spiffe://example.org/d%62",
        "spiffe://example.org/db?x=1",
        "spiffe://example.org/db#x",
        "spiffe://example.org?x",
        "spiffe://example.org/dé",
        "spiffe://example.org/d\u0000b",
        " spiffe://example.org/db",
      })
  void parse_brokenId(String text) {
    assertThatThrownBy(() -> SpiffeId.parse(text))
        .asInstanceOf(type(DataStoreException.class))
        .extracting(DataStoreException::code)
        .isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void parse_lengthAtLimit() {
    String longest = "spiffe://example.org/" + "a".repeat(2_048 - 21);

    assertThat(SpiffeId.parse(longest).toString()).hasSize(2_048);
    assertThatThrownBy(() -> SpiffeId.parse(longest + "a"))
        .hasMessageContaining("2049 bytes, over the limit of 2048");
  }

  @Test
  void parse_idsOfManyTrustDomains_eachHasItsOwn() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      String name = "d" + random.nextInt(1_000) + ".org";
      assertThat(SpiffeId.parse("spiffe://" + name + "/a").trustDomain().name()).isEqualTo(name);
    }
  }

  @Test
  @SuppressWarnings("ReferenceEquality") // that it is the same object is what is asked
  void parse_idsOfOneTrustDomain_shareIt() {
    assertThat(IntStream.range(0, 1_000))
        .as("one after the other, but for those that another thread comes between")
        .anyMatch(i -> parsed(i, "a").trustDomain() == parsed(i, "b").trustDomain());
  }

  private static SpiffeId parsed(int domain, String path) {
    return SpiffeId.parse("spiffe://d" + domain + ".org/" + path);
  }

  @Test
  void compareTo_ordersAsText() {
    assertThat(SpiffeId.parse("spiffe://a/b")).isLessThan(SpiffeId.parse("spiffe://a/c"));
    assertThat(SpiffeId.parse("spiffe://a-b/b")).isLessThan(SpiffeId.parse("spiffe://a/b"));
  }
}
