package dev.holdfast.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class NodeWritesTest {

  private static final String AGENT = "spiffe://example.org/spire/agent/";

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private void create(String name, String notAfter, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "node",
                "create",
                "--spiffe-id",
                AGENT + name,
                "--cert-serial-number",
                "1",
                "--new-cert-serial-number",
                "2",
                "--cert-not-after",
                notAfter));
    args.addAll(List.of(more));
    server.run(args.toArray(String[]::new)).ok();
  }

  private JsonNode show(String name) {
    return server.run("node", "show", AGENT + name, "-o", "json").ok().json();
  }

  private List<String> names() {
    return server
        .run("node", "list", "-o", "json")
        .ok()
        .json()
        .get("nodes")
        .findValuesAsText("spiffe_id")
        .stream()
        .map(id -> id.substring(AGENT.length()))
        .toList();
  }

  @Test
  void update_changesWhatIsNamed() {
    create("1", "4000000000", "--agent-version", "1.0", "--can-reattest");
    server
        .run(
            "node",
            "update",
            AGENT + "1",
            "--cert-serial-number",
            "77",
            "--cert-not-after",
            "4000000001",
            "--new-cert-serial-number",
            "78",
            "--new-cert-not-after",
            "4000000002")
        .ok();
    JsonNode node = show("1");
    assertThat(node.get("cert_serial_number").asText()).isEqualTo("77");
    assertThat(node.get("cert_not_after").asLong()).isEqualTo(4_000_000_001L);
    assertThat(node.get("new_cert_serial_number").asText()).isEqualTo("78");
    assertThat(node.get("new_cert_not_after").asLong()).isEqualTo(4_000_000_002L);
    assertThat(node.get("agent_version").asText()).isEqualTo("1.0");
    assertThat(node.get("can_reattest").asBoolean()).isTrue();
    server.run("node", "update", AGENT + "1", "--no-can-reattest", "--agent-version", "2.0").ok();
    assertThat(show("1").get("can_reattest").asBoolean()).isFalse();
    assertThat(show("1").get("agent_version").asText()).isEqualTo("2.0");
  }

  @Test
  void update_ofNone_orOfNothing_fails() {
    create("1", "4000000000");
    server.run("node", "update", AGENT + "1").failed(2);
    server.run("node", "update", AGENT + "2", "--agent-version", "2").failed(3);
    server
        .run("node", "update", AGENT + "1", "--agent-version", "2", "--if-revision", "1")
        .failed(5);
  }

  @Test
  void ban_keepsTheNodeWithoutSerialNumbers() {
    create("1", "4000000000");
    assertThat(server.run("agent", "ban", AGENT + "1").ok().lines())
        .contains("Serial number (banned)", "1 updated");
    assertThat(show("1").get("banned").asBoolean()).isTrue();
    assertThat(show("1").get("new_cert_serial_number").asText()).isEmpty();
    assertThat(show("1").get("cert_not_after").asLong()).isEqualTo(4_000_000_000L);
    server.run("node", "ban", AGENT + "none").failed(3);
  }

  @Test
  void evict_takesSelectorsAndAliasesAlong() {
    create("1", "4000000000", "--attestation-type", "join_token", "--selector", "a:1");
    String id = AGENT + "1";
    entry("alias", id, "spiffe_id:" + id);
    entry("workload", id, "unix:uid:1");
    assertThat(server.run("agent", "evict", id).ok().out()).endsWith("1 deleted\n");
    assertThat(names()).isEmpty();
    server.run("node", "selectors", "show", id).failed(3);
    server.run("entry", "show", "alias").failed(3);
    server.run("entry", "show", "workload").ok();
  }

  private void entry(String id, String parent, String selector) {
    server
        .run(
            "entry",
            "create",
            "--entry-id",
            id,
            "--spiffe-id",
            "spiffe://example.org/" + id,
            "--parent-id",
            parent,
            "--selector",
            selector)
        .ok();
  }

  @Test
  void delete_ofSeveral_tellsWhatBecameOfEach() {
    create("1", "4000000000");
    Run run = server.run("node", "delete", AGENT + "1", AGENT + "2");
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("1 deleted, 1 failed\n");
    assertThat(run.err()).contains(AGENT + "2: ");
    server.run("node", "delete", AGENT + "1", AGENT + "2", "--if-revision", "1").failed(2);
  }

  @Test
  void purge_deletesWhatHasExpired_asFarAsAsked() {
    create("fixed", "1000");
    create("old", "1000", "--can-reattest");
    create("older", "999", "--can-reattest");
    create("new", "4000000000", "--can-reattest");
    create("banned", "1000", "--can-reattest");
    server.run("node", "ban", AGENT + "banned").ok();
    assertThat(server.run("node", "prune", "--expires-before", "1000").ok().out())
        .isEqualTo("1 pruned\n");
    assertThat(names()).containsExactly("fixed", "old", "new", "banned");
    assertThat(server.run("agent", "purge").ok().out()).isEqualTo("1 pruned\n");
    assertThat(names()).containsExactly("fixed", "new", "banned");
    assertThat(server.run("agent", "purge", "--include-non-reattestable").ok().out())
        .isEqualTo("1 pruned\n");
    assertThat(names()).containsExactly("new", "banned");
  }

  @Test
  void purge_ofMoreThanOnePart_isDoneToTheEnd() {
    StringBuilder nodes = new StringBuilder("{\"nodes\": [");
    for (int i = 0; i < 40; i++) {
      nodes
          .append(i == 0 ? "" : ",")
          .append(
              "{\"spiffe_id\": \"%s%d\", \"cert_serial_number\": \"1\", \"cert_not_after\": 9}"
                  .formatted(AGENT, i));
    }
    server
        .run("node", "create", "--data", server.file("n.json", nodes.append("]}").toString()))
        .ok();
    assertThat(server.run("node", "prune", "--include-non-reattestable").ok().out())
        .isEqualTo("40 pruned\n");
    assertThat(names()).isEmpty();
  }
}
