package dev.holdfast.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class JournalCommandsTest {

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private Run create(String id, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "journal",
                "create",
                "--id",
                id,
                "--authority",
                "ca-" + id,
                "--data",
                server.file("journal.bin", "notes of " + id)));
    args.addAll(List.of(more));
    return server.run(args.toArray(String[]::new));
  }

  private JsonNode show(String id) {
    return server.run("journal", "show", id, "-o", "json").ok().json();
  }

  @Test
  void create_isShownByIdAndByAuthority() {
    create("1", "--expires-at", "2035-01-01T00:00:00Z").ok();
    assertThat(server.run("journal", "show", "1").ok().lines())
        .contains("Id 1", "Active X.509 authority ca-1", "Expires 2035-01-01T00:00:00Z");
    JsonNode found = server.run("journal", "show", "--authority", "ca-1", "-o", "json").ok().json();
    assertThat(found).isEqualTo(show("1"));
    assertThat(found.get("data").asText()).isEqualTo("bm90ZXMgb2YgMQ==");
    create("1").failed(5);
    server.run("journal", "show", "2").failed(3);
    server.run("journal", "show", "--authority", "ca-2").failed(3);
    server.run("journal", "show").failed(2);
    server.run("journal", "show", "1", "--authority", "ca-1").failed(2);
  }

  @Test
  void create_withoutAnId_choosesOne() {
    String file = server.file("j", "x");
    server.run("journal", "create", "--authority", "a", "--data", file).ok();
    assertThat(server.run("journal", "list").ok().lines()).hasSize(2);
    assertThat(server.run("journal", "create", "--authority", "", "--data", file).failed(1).err())
        .contains("active_x509_authority_id");
  }

  @Test
  void update_changesWhatIsNamed() {
    create("1", "--expires-at", "2035-01-01T00:00:00Z").ok();
    server.run("journal", "update", "1", "--authority", "next").ok();
    JsonNode journal = show("1");
    assertThat(journal.get("active_x509_authority_id").asText()).isEqualTo("next");
    assertThat(journal.get("data").asText()).isEqualTo("bm90ZXMgb2YgMQ==");
    assertThat(journal.get("expires_at").asLong()).isEqualTo(2_051_222_400L);
    server.run("journal", "update", "1").failed(2);
    server.run("journal", "update", "2", "--authority", "next").failed(3);
    server.run("journal", "update", "1", "--authority", "x", "--if-revision", "1").failed(5);
  }

  @Test
  void prune_deletesWhatHasExpired() {
    create("old", "--expires-at", "1000").ok();
    create("new", "--expires-at", "4000000000").ok();
    create("ever").ok();
    assertThat(server.run("journal", "prune", "--expires-by", "999").ok().out())
        .isEqualTo("0 pruned\n");
    assertThat(server.run("journal", "prune", "--expires-by", "1000").ok().out())
        .isEqualTo("1 pruned\n");
    assertThat(
            server
                .run("journal", "list", "-o", "json")
                .ok()
                .json()
                .get("ca_journals")
                .findValuesAsText("id"))
        .containsExactly("new", "ever");
  }
}
