package dev.holdfast.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrationEntryTest {

  private static final SpiffeId DB = SpiffeId.parse("spiffe://example.org/db");
  private static final SpiffeId WEB = SpiffeId.parse("spiffe://example.org/web");

  @Test
  void build_withoutId() {
    RegistrationEntry entry = RegistrationEntry.builder().spiffeId(DB).build();

    assertThat(UUID.fromString(entry.id()).version()).isEqualTo(4);
    assertThat(RegistrationEntry.builder().id("").spiffeId(DB).build().id()).isNotEmpty();
  }

  @Test
  void build_withoutSpiffeId() {
    assertThatThrownBy(() -> RegistrationEntry.builder().build())
        .hasMessageContaining("registration entry: spiffe_id: it is missing");
  }

  @Test
  void build_zeroTtl() {
    RegistrationEntry entry =
        RegistrationEntry.builder().spiffeId(DB).x509SvidTtl(Duration.ZERO).build();

    assertThat(entry.x509SvidTtl()).isEmpty();
  }

  @Test
  void build_copiesArguments() {
    List<Selector> selectors = new ArrayList<>(List.of(new Selector("a", "1")));
    RegistrationEntry.Builder builder =
        RegistrationEntry.builder().spiffeId(DB).selectors(selectors);
    selectors.clear();

    assertThat(builder.build().selectors()).containsExactly(new Selector("a", "1"));
  }

  @Test
  void toBuilder_keepsEverything() {
    assertThat(full().toBuilder().build()).isEqualTo(full());
  }

  @Test
  void applyTo_changesOnlyTheFieldsNamed() {
    RegistrationEntry before = RegistrationEntry.builder().id("x").spiffeId(WEB).build();
    for (EntryField field : EntryField.values()) {
      RegistrationEntry after = EntryUpdate.of(full(), EnumSet.of(field)).applyTo(before);
      EnumSet<EntryField> others = EnumSet.complementOf(EnumSet.of(field));

      assertThat(after).as(field.name()).isNotEqualTo(before);
      assertThat(EntryUpdate.of(before, Set.of(field)).applyTo(after)).isEqualTo(before);
      assertThat(EntryUpdate.of(full(), others).applyTo(after).toBuilder().id("full").build())
          .isEqualTo(full());
    }
    assertThat(EntryUpdate.of(full(), Set.of()).applyTo(before)).isEqualTo(before);
    assertThat(EntryUpdate.of(full()).applyTo(before).id()).isEqualTo("x");
  }

  @Test
  void applyTo_takesValuesAsTheyWere() {
    RegistrationEntry.Builder values = RegistrationEntry.builder().hint("one");
    EntryUpdate update = EntryUpdate.of(values, EnumSet.of(EntryField.HINT));
    values.hint("two");

    assertThat(update.applyTo(full()).hint()).isEqualTo("one");
  }

  @Test
  void applyTo_spiffeIdTakenAway() {
    EntryUpdate update =
        EntryUpdate.of(RegistrationEntry.builder(), EnumSet.of(EntryField.SPIFFE_ID));

    assertThatThrownBy(() -> update.applyTo(full())).hasMessageContaining("spiffe_id");
  }

  private static RegistrationEntry full() {
    return RegistrationEntry.builder()
        .id("full")
        .parentId(WEB)
        .spiffeId(DB)
        .selectors(Selector.parse("unix:uid:1"), Selector.parse("unix:gid:1"))
        .federatesWith(Set.of(new TrustDomain("b"), new TrustDomain("a")))
        .hint("hint")
        .downstream(true)
        .admin(true)
        .storeSvid(true)
        .x509SvidTtl(Duration.ofSeconds(1))
        .jwtSvidTtl(Duration.ofSeconds(2))
        .expiresAt(Instant.ofEpochSecond(3))
        .dnsNames(List.of("db"))
        .additionalAttributes(new AdditionalAttributes(true, false))
        .build();
  }
}
