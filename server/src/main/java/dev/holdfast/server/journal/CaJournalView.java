package dev.holdfast.server.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Shows CA journals. */
public final class CaJournalView implements RecordView<CaJournal> {

  /** Makes a view. */
  public CaJournalView() {}

  @Override
  public String singular() {
    return "ca_journal";
  }

  @Override
  public String plural() {
    return "ca_journals";
  }

  @Override
  public List<Column<Stored<CaJournal>>> columns() {
    return List.of(
        column("ID", it -> it.id()),
        column("ACTIVE X.509 AUTHORITY", it -> it.activeX509AuthorityId()),
        column("EXPIRES", it -> expiry(it)));
  }

  @Override
  public List<Column<Stored<CaJournal>>> fields() {
    return List.of(
        column("Id", it -> it.id()),
        column("Active X.509 authority", it -> it.activeX509AuthorityId()),
        column("Expires", it -> expiry(it)));
  }

  private static Column<Stored<CaJournal>> column(String title, Function<CaJournal, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static String expiry(CaJournal journal) {
    return journal.expiresAt().map(Object::toString).orElse("never");
  }

  @Override
  public void writeFields(CaJournal record, JsonGenerator json) throws IOException {
    json.writeStringField("id", record.id());
    json.writeBinaryField("data", record.data().toByteArray());
    json.writeStringField("active_x509_authority_id", record.activeX509AuthorityId());
    if (record.expiresAt().isPresent()) {
      json.writeNumberField("expires_at", record.expiresAt().get().getEpochSecond());
    }
  }
}
