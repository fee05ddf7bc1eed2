package dev.holdfast.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustDomainTest {

  @Test
  void parse_nameOrId() {
    assertThat(TrustDomain.parse("example.org")).isEqualTo(new TrustDomain("example.org"));
    assertThat(TrustDomain.parse("spiffe://example.org")).isEqualTo(new TrustDomain("example.org"));
    assertThat(new TrustDomain("example.org").id()).hasToString("spiffe://example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "spiffe://", "Example.org", "example.org/", "spiffe://example.org/x", "a b"})
  void parse_brokenName(String text) {
    assertThatThrownBy(() -> TrustDomain.parse(text)).isInstanceOf(DataStoreException.class);
  }

  @Test
  void create_lengthAtLimit() {
    assertThat(new TrustDomain("a".repeat(255)).name()).hasSize(255);
    assertThatThrownBy(() -> new TrustDomain("a".repeat(256)))
        .hasMessageContaining("256 bytes, over the limit of 255");
  }
}
