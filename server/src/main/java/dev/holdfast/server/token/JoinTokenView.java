package dev.holdfast.server.token;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Shows join tokens. */
public final class JoinTokenView implements RecordView<JoinToken> {

  /** Makes a view. */
  public JoinTokenView() {}

  @Override
  public String singular() {
    return "join_token";
  }

  @Override
  public String plural() {
    return "join_tokens";
  }

  @Override
  public List<Column<Stored<JoinToken>>> columns() {
    return List.of(
        column("TOKEN", it -> it.token()), column("EXPIRES", it -> it.expiresAt().toString()));
  }

  @Override
  public List<Column<Stored<JoinToken>>> fields() {
    return List.of(
        column("Token", it -> it.token()), column("Expires", it -> it.expiresAt().toString()));
  }

  private static Column<Stored<JoinToken>> column(String title, Function<JoinToken, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  @Override
  public void writeFields(JoinToken record, JsonGenerator json) throws IOException {
    json.writeStringField("token", record.token());
    json.writeNumberField("expires_at", record.expiresAt().getEpochSecond());
  }
}
