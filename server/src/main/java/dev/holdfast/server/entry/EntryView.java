package dev.holdfast.server.entry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.document.SelectorDocument;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows entries. In JSON they can be read again by {@code entry create --data}. */
public final class EntryView implements RecordView<RegistrationEntry> {

  /** Makes a view. */
  public EntryView() {}

  @Override
  public String singular() {
    return "entry";
  }

  @Override
  public String plural() {
    return "entries";
  }

  @Override
  public List<Column<Stored<RegistrationEntry>>> columns() {
    return List.of(
        column("ENTRY ID", RegistrationEntry::id),
        column("SPIFFE ID", entry -> entry.spiffeId().toString()),
        column("PARENT ID", entry -> Texts.orEmpty(entry.parentId())),
        column("SELECTORS", entry -> Texts.joined(entry.selectors())),
        column("FEDERATES WITH", entry -> Texts.joined(entry.federatesWith())),
        column("HINT", RegistrationEntry::hint));
  }

  @Override
  public List<Column<Stored<RegistrationEntry>>> fields() {
    return List.of(
        column("Entry id", RegistrationEntry::id),
        column("SPIFFE id", entry -> entry.spiffeId().toString()),
        column("Parent id", entry -> Texts.orEmpty(entry.parentId())),
        column("Selectors", entry -> Texts.joined(entry.selectors())),
        column("Federates with", entry -> Texts.joined(entry.federatesWith())),
        column("Hint", RegistrationEntry::hint),
        column("X509-SVID TTL", entry -> Texts.time(entry.x509SvidTtl())),
        column("JWT-SVID TTL", entry -> Texts.time(entry.jwtSvidTtl())),
        column("Expires", entry -> Texts.orEmpty(entry.expiresAt())),
        column("DNS names", entry -> Texts.joined(entry.dnsNames())),
        column("Properties", EntryView::properties));
  }

  private static Column<Stored<RegistrationEntry>> column(
      String title, Function<RegistrationEntry, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static String properties(RegistrationEntry entry) {
    List<String> names = new ArrayList<>();
    if (entry.admin()) {
      names.add("admin");
    }
    if (entry.downstream()) {
      names.add("downstream");
    }
    if (entry.storeSvid()) {
      names.add("store-svid");
    }
    entry
        .additionalAttributes()
        .ifPresent(
            attributes -> {
              if (attributes.disableX509SvidPrefetch()) {
                names.add("disable-x509-svid-prefetch");
              }
              if (attributes.jwtSvidIncludeJti()) {
                names.add("jwt-svid-include-jti");
              }
            });
    return Texts.joined(names);
  }

  @Override
  public void writeFields(RegistrationEntry entry, JsonGenerator json) throws IOException {
    json.writeStringField("entry_id", entry.id());
    json.writeStringField("spiffe_id", entry.spiffeId().toString());
    json.writeStringField("parent_id", Texts.orEmpty(entry.parentId()));
    SelectorDocument.write("selectors", entry.selectors(), json);
    json.writeArrayFieldStart("federates_with");
    for (TrustDomain trustDomain : entry.federatesWith()) {
      json.writeString(trustDomain.name());
    }
    json.writeEndArray();
    json.writeStringField("hint", entry.hint());
    json.writeNumberField("x509_svid_ttl", seconds(entry.x509SvidTtl()));
    json.writeNumberField("jwt_svid_ttl", seconds(entry.jwtSvidTtl()));
    json.writeBooleanField("admin", entry.admin());
    json.writeBooleanField("downstream", entry.downstream());
    json.writeBooleanField("store_svid", entry.storeSvid());
    json.writeNumberField(
        "expires_at", entry.expiresAt().map(time -> time.getEpochSecond()).orElse(0L));
    json.writeArrayFieldStart("dns_names");
    for (String name : entry.dnsNames()) {
      json.writeString(name);
    }
    json.writeEndArray();
    if (entry.additionalAttributes().isPresent()) {
      write(entry.additionalAttributes().get(), json);
    }
  }

  private static void write(AdditionalAttributes attributes, JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("additional_attributes");
    json.writeBooleanField("disable_x509_svid_prefetch", attributes.disableX509SvidPrefetch());
    json.writeBooleanField("jwt_svid_include_jti", attributes.jwtSvidIncludeJti());
    json.writeEndObject();
  }

  private static long seconds(Optional<Duration> ttl) {
    return ttl.map(Duration::toSeconds).orElse(0L);
  }
}
