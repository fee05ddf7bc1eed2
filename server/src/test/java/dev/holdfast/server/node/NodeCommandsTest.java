package dev.holdfast.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeCommandsTest {

  private static final String AGENT = "spiffe://example.org/spire/agent/";

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private Run create(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("node", "create", "--spiffe-id", AGENT + name));
    args.addAll(List.of(more));
    return server.run(args.toArray(String[]::new));
  }

  private List<String> names(String... filter) {
    List<String> args = new ArrayList<>(List.of("node", "list", "-o", "json"));
    args.addAll(List.of(filter));
    return server
        .run(args.toArray(String[]::new))
        .ok()
        .json()
        .get("nodes")
        .findValuesAsText("spiffe_id")
        .stream()
        .map(id -> id.substring(AGENT.length()))
        .toList();
  }

  @Test
  void create_withEveryOption_showsThemAll() {
    create(
            "1",
            "--attestation-type",
            "join_token",
            "--cert-serial-number",
            "1234",
            "--cert-not-after",
            "2035-01-01T00:00:00Z",
            "--new-cert-serial-number",
            "1235",
            "--new-cert-not-after",
            "2036-01-01T00:00:00Z",
            "--can-reattest",
            "--agent-version",
            "1.16.1",
            "--selector",
            "region:eu")
        .ok();
    assertThat(server.run("node", "show", AGENT + "1").ok().lines())
        .contains(
            "SPIFFE id " + AGENT + "1",
            "Attested by join_token",
            "Serial number 1234",
            "Expires 2035-01-01T00:00:00Z",
            "New serial number 1235",
            "New one expires 2036-01-01T00:00:00Z",
            "Can reattest yes",
            "Agent version 1.16.1",
            "Selectors region:eu");
  }

  @Test
  void create_ofOneThatIsThere_isAConflict() {
    create("1").ok();
    create("1").failed(5);
  }

  @Test
  void show_ofNone_isNotFound() {
    server.run("node", "show", AGENT + "none").failed(3);
    assertThat(server.run("node", "show", "none").failed(2).err()).contains("spiffe://");
  }

  @Test
  void list_printsATable() {
    create("1", "--attestation-type", "join_token", "--selector", "region:eu").ok();
    assertThat(server.run("node", "list").ok().lines())
        .containsExactly(
            "SPIFFE ID ATTESTED BY SERIAL NUMBER EXPIRES CAN REATTEST VERSION",
            AGENT + "1 join_token (banned)");
    assertThat(server.run("agent", "list", "--with-selectors").ok().out()).contains("region:eu");
  }

  @Test
  void list_byEveryFilter() {
    create("banned", "--selector", "s:1").ok();
    create("old", "--cert-serial-number", "1", "--cert-not-after", "1000", "--selector", "s:2")
        .ok();
    create(
            "new",
            "--cert-serial-number",
            "2",
            "--cert-not-after",
            "4000000000",
            "--can-reattest",
            "--attestation-type",
            "x",
            "--selector",
            "s:1",
            "--selector",
            "s:2")
        .ok();
    assertThat(names()).containsExactly("banned", "old", "new");
    assertThat(names("--limit", "1")).containsExactly("banned");
    assertThat(names("--banned")).containsExactly("banned");
    assertThat(names("--no-banned")).containsExactly("old", "new");
    assertThat(names("--can-reattest")).containsExactly("new");
    assertThat(names("--no-can-reattest")).containsExactly("banned", "old");
    assertThat(names("--attestation-type", "x")).containsExactly("new");
    assertThat(names("--valid-at", "now", "--no-banned")).containsExactly("new");
    assertThat(names("--expires-before", "1001", "--no-banned")).containsExactly("old");
    assertThat(names("--selector", "s:1")).containsExactly("banned", "new");
    assertThat(names("--selector", "s:1", "--match", "exact")).containsExactly("banned");
    assertThat(names("--id", AGENT + "old", "--id", AGENT + "new")).containsExactly("old", "new");
    assertThat(server.run("node", "count", "--selector", "s:2").ok().out()).isEqualTo("2\n");
    server.run("node", "list", "--match", "any").failed(2);
  }

  @Test
  void create_fromWhatListPrints_makesTheSameNodes() {
    create("1", "--cert-serial-number", "1", "--selector", "s:1").ok();
    create("2", "--selector", "s:2").ok();
    String listed = server.run("node", "list", "--with-selectors", "-o", "json").ok().out();
    String renamed = listed.replace("/agent/", "/copy/");
    assertThat(server.run("node", "create", "--data", server.file("n.json", renamed)).ok().out())
        .isEqualTo("2 created\n");
    JsonNode copy =
        server.run("node", "show", "spiffe://example.org/spire/copy/1", "-o", "json").ok().json();
    assertThat(copy.get("cert_serial_number").asText()).isEqualTo("1");
    assertThat(copy.get("selectors").toString()).isEqualTo("[{\"type\":\"s\",\"value\":\"1\"}]");
  }

  @Test
  void create_fromAFile_tellsWhatBecameOfEach() {
    create("1").ok();
    String file =
        server.file(
            "nodes.json",
            "{\"nodes\": [{\"spiffe_id\": \"%s1\"}, {\"spiffe_id\": \"%s2\"}]}"
                .formatted(AGENT, AGENT));
    Run run = server.run("node", "create", "--data", file);
    assertThat(run.status()).isEqualTo(5);
    assertThat(run.out()).isEqualTo("1 created, 1 failed\n");
    assertThat(run.err()).contains("nodes[0] " + AGENT + "1: ");
    assertThat(names()).containsExactly("1", "2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"nodes\": []}                             | 1:1: nodes     | there is no node",
        "{\"nodes\": [{}]}                           | 1:12: nodes[0] | spiffe_id is missing",
        "{\"nodes\": [{\"spiffe_id\": \"x\"}]}       | 1:26: nodes[0].spiffe_id | expected is a SPIFFE id",
        "{\"nodes\": [{\"cert_not_after\": \"soon\"}]} | 1:31: nodes[0].cert_not_after | found \"soon\"; expected is seconds since 1970",
        "{\"nodes\": [{\"serial\": 1}]}              | 1:13: nodes[0].serial | there is no such field",
      })
  void create_fromABadFile_tellsWhereItIsWrong(String content, String place, String problem) {
    String file = server.file("nodes.json", content);
    assertThat(server.run("node", "create", "--data", file).failed(1).err())
        .startsWith("holdfast: " + file + ":" + place + ":")
        .contains(problem);
    assertThat(names()).isEmpty();
  }

  @Test
  void selectors_areSetShownListedAndTakenAway() {
    String id = AGENT + "1";
    assertThat(
            server
                .run("node", "selectors", "set", id, "--selector", "a:1", "--selector", "b:2")
                .ok()
                .out())
        .startsWith("2 selectors set, at revision ");
    assertThat(server.run("node", "selectors", "show", id).ok().lines())
        .contains("Node " + id, "Selectors a:1 b:2");
    assertThat(server.run("node", "selectors", "list").ok().lines())
        .containsExactly("NODE SELECTORS", id + " a:1 b:2");
    JsonNode set =
        server.run("node", "selectors", "set", id, "--selector", "c:3", "-o", "json").ok().json();
    assertThat(set.get("selectors").toString()).isEqualTo("[{\"type\":\"c\",\"value\":\"3\"}]");
    assertThat(set.get("revision").asLong()).isPositive();
    server.run("node", "selectors", "set", id, "--none").ok();
    server.run("node", "selectors", "show", id).failed(3);
    server.run("node", "selectors", "set", id).failed(2);
  }

  @Test
  void selectorsList_atATime_tellsOfNodesThatAreValidThen() {
    create("old", "--cert-serial-number", "1", "--cert-not-after", "1000", "--selector", "s:2")
        .ok();
    create(
            "new",
            "--cert-serial-number",
            "1",
            "--cert-not-after",
            "4000000000",
            "--selector",
            "s:1")
        .ok();
    assertThat(
            server
                .run("node", "selectors", "list", "--valid-at", "now", "-o", "json")
                .ok()
                .json()
                .get("node_selectors")
                .findValuesAsText("node_id"))
        .containsExactly(AGENT + "new");
  }
}
