package dev.holdfast.server.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows bundles. */
public final class BundleView implements RecordView<Bundle> {

  /** Makes a view. */
  public BundleView() {}

  @Override
  public String singular() {
    return "bundle";
  }

  @Override
  public String plural() {
    return "bundles";
  }

  @Override
  public List<Column<Stored<Bundle>>> columns() {
    return List.of(
        column("TRUST DOMAIN", bundle -> bundle.trustDomain().name()),
        column("SEQUENCE", bundle -> String.valueOf(bundle.sequenceNumber())),
        column("X.509", bundle -> String.valueOf(bundle.x509Authorities().size())),
        column("JWT", bundle -> String.valueOf(bundle.jwtAuthorities().size())),
        column("WIT", bundle -> String.valueOf(bundle.witAuthorities().size())),
        column("REFRESH HINT", bundle -> Texts.time(bundle.refreshHint())));
  }

  @Override
  public List<Column<Stored<Bundle>>> fields() {
    return List.of(
        column("Trust domain", bundle -> bundle.trustDomain().name()),
        column("Sequence", bundle -> String.valueOf(bundle.sequenceNumber())),
        column("Refresh hint", bundle -> Texts.time(bundle.refreshHint())),
        column(
            "X.509 authorities", bundle -> joined(bundle.x509Authorities(), BundleView::describe)),
        column("JWT authorities", bundle -> joined(bundle.jwtAuthorities(), BundleView::describe)),
        column("WIT authorities", bundle -> joined(bundle.witAuthorities(), BundleView::describe)));
  }

  private static Column<Stored<Bundle>> column(String title, Function<Bundle, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static <T> String joined(List<T> things, Function<T, String> text) {
    return things.stream().map(text).collect(Collectors.joining("; "));
  }

  private static String describe(X509Authority authority) {
    String name;
    try {
      var certificate = Certificates.parse(authority.certificate());
      name =
          certificate.getSubjectX500Principal().getName()
              + " until "
              + certificate.getNotAfter().toInstant();
    } catch (IllegalArgumentException e) {
      name = "unreadable: " + e.getMessage();
    }
    return name + (authority.tainted() ? " (tainted)" : "");
  }

  private static String describe(AuthorityKey key) {
    return key.keyId()
        + key.notAfter().map(time -> " until " + time).orElse("")
        + (key.tainted() ? " (tainted)" : "");
  }

  @Override
  public void writeFields(Bundle bundle, JsonGenerator json) throws IOException {
    json.writeStringField("trust_domain", bundle.trustDomain().name());
    json.writeNumberField("sequence_number", bundle.sequenceNumber());
    json.writeFieldName("refresh_hint");
    writeSeconds(bundle.refreshHint().map(hint -> hint.toSeconds()), json);
    json.writeArrayFieldStart("x509_authorities");
    for (X509Authority authority : bundle.x509Authorities()) {
      json.writeStartObject();
      json.writeStringField(
          "certificate", Base64.getEncoder().encodeToString(authority.certificate().toByteArray()));
      json.writeBooleanField("tainted", authority.tainted());
      json.writeEndObject();
    }
    json.writeEndArray();
    write("jwt_authorities", bundle.jwtAuthorities(), json);
    write("wit_authorities", bundle.witAuthorities(), json);
  }

  private static void write(String name, List<AuthorityKey> keys, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (AuthorityKey key : keys) {
      json.writeStartObject();
      json.writeStringField("key_id", key.keyId());
      json.writeStringField(
          "public_key", Base64.getEncoder().encodeToString(key.publicKey().toByteArray()));
      json.writeFieldName("not_after");
      writeSeconds(key.notAfter().map(Instant::getEpochSecond), json);
      json.writeBooleanField("tainted", key.tainted());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeSeconds(Optional<Long> seconds, JsonGenerator json) throws IOException {
    if (seconds.isPresent()) {
      json.writeNumber(seconds.get());
    } else {
      json.writeNull();
    }
  }
}
