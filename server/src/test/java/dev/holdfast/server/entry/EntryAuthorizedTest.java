package dev.holdfast.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class EntryAuthorizedTest {

  private static final String AGENT = "spiffe://example.org/spire/agent/1";

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private void create(String id, String parent, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "entry",
                "create",
                "--entry-id",
                id,
                "--spiffe-id",
                "spiffe://example.org/" + id,
                "--parent-id",
                parent,
                "--selector",
                "unix:uid:1"));
    args.addAll(List.of(more));
    server.run(args.toArray(String[]::new)).ok();
  }

  private Run authorized(String... more) {
    List<String> args = new ArrayList<>(List.of("entry", "authorized", "--agent", AGENT));
    args.addAll(List.of(more));
    return server.run(args.toArray(String[]::new));
  }

  @Test
  void authorized_tellsTheChildrenOfAnAgentAndTheirs() {
    create("db", AGENT);
    create("reader", "spiffe://example.org/db");
    create("other", "spiffe://example.org/spire/agent/2");
    List<String> lines = authorized().ok().lines();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("db ");
    assertThat(lines.get(2)).startsWith("reader ");
    assertThat(lines.get(3)).startsWith("2 entries, at revision ");
    assertThat(authorized("--entry-id", "db").ok().lines()).contains("Entry id db");
    assertThat(authorized("--entry-id", "other").failed(3).err()).contains("may not hand out");
  }

  @Test
  void authorized_since_tellsTheDifference() {
    create("db", AGENT);
    create("old", AGENT);
    JsonNode first = authorized("-o", "json").ok().json();
    assertThat(first.get("extent").asText()).isEqualTo("all");
    create("new", AGENT);
    server.run("entry", "delete", "old").ok();
    String since = first.get("revision").asText();
    JsonNode second =
        authorized("--since", since, "--history", first.get("history_id").asText(), "-o", "json")
            .ok()
            .json();
    assertThat(second.get("extent").asText()).isEqualTo("difference");
    assertThat(second.get("entries").findValuesAsText("entry_id")).containsExactly("new");
    assertThat(second.get("removed_ids").toString()).isEqualTo("[\"old\"]");
    assertThat(authorized("--since", since).ok().lines())
        .contains("removed: old")
        .last()
        .asString()
        .startsWith("1 entry new or changed, 1 removed, at revision ");
    JsonNode unknown = authorized("--since", "1", "-o", "json").ok().json();
    assertThat(unknown.get("extent").asText()).isEqualTo("all");
  }

  @Test
  void authorized_ofWhatMakesNoSense() {
    server.run("entry", "authorized").failed(2);
    authorized("--since", "1", "--entry-id", "db").failed(2);
    authorized("--history", "h").failed(2);
  }

  @Test
  void show_ofSeveral_listsThoseThatAreThere() {
    create("db", AGENT);
    create("web", AGENT);
    assertThat(server.run("entry", "show", "web", "db", "web").ok().lines())
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith("web ");
    Run some = server.run("entry", "show", "none", "db", "-o", "json");
    assertThat(some.status()).isEqualTo(3);
    assertThat(some.err()).isEqualTo("there is no entry none\n");
    assertThat(some.json().get("entries").findValuesAsText("entry_id")).containsExactly("db");
  }

  @Test
  void prune_deletesWhatHasExpired() {
    create("old", AGENT, "--entry-expiry", "1000");
    create("new", AGENT, "--entry-expiry", "4000000000");
    create("ever", AGENT);
    assertThat(server.run("entry", "prune", "--expires-before", "1000").ok().out())
        .isEqualTo("0 pruned\n");
    assertThat(server.run("entry", "prune").ok().out()).isEqualTo("1 pruned\n");
    server.run("entry", "show", "old").failed(3);
    assertThat(server.run("entry", "count").ok().out()).isEqualTo("2\n");
  }
}
