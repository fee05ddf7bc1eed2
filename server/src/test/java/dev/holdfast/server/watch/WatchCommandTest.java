package dev.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WatchCommandTest {

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private long create(String id) {
    return server
        .run(
            "entry",
            "create",
            "--entry-id",
            id,
            "--spiffe-id",
            "spiffe://example.org/" + id,
            "--selector",
            "unix:uid:1",
            "-o",
            "json")
        .ok()
        .json()
        .at("/results/0/entry/mod_revision")
        .asLong();
  }

  @Test
  void watch_afterARevision_tellsEveryChangeSince() throws Exception {
    long first = create("one");
    long second = create("two");
    server.run("entry", "update", "one", "--hint", "h").ok();
    server.run("entry", "delete", "two").ok();
    Run run = server.run("watch", "--after", String.valueOf(first), "--limit", "3", "-o", "json");
    List<JsonNode> changes = run.ok().out().lines().map(WatchCommandTest::parse).toList();
    assertThat(changes)
        .extracting(change -> change.get("operation").asText() + " " + change.get("key").asText())
        .containsExactly("created two", "updated one", "deleted two");
    assertThat(changes.get(0).get("revision").asLong()).isEqualTo(second);
    assertThat(changes.get(0).get("kind").asText()).isEqualTo("entry");
    assertThat(changes.get(0).has("record")).isFalse();
  }

  @Test
  void watch_withRecords_tellsThemAsTheyAreThen() {
    long first = create("one");
    server.run("entry", "update", "one", "--hint", "h").ok();
    String after = String.valueOf(first);
    Run run = server.run("watch", "--after", after, "--records", "--limit", "1", "-o", "json");
    assertThat(parse(run.ok().out()).at("/record/hint").asText()).isEqualTo("h");
    Run line = server.run("watch", "--after", after, "--records", "--limit", "1");
    assertThat(line.lines()).hasSize(1);
    assertThat(line.lines().get(0))
        .contains("updated entry one")
        .contains("spiffe://example.org/one");
    assertThat(line.err()).isEqualTo("watching after revision " + first + "\n");
  }

  @Test
  void watch_ofSomeKinds_leavesTheOthersOut() {
    long first = create("one");
    create("two");
    server.run("node", "selectors", "set", "spiffe://example.org/agent", "--selector", "a:1").ok();
    Run run =
        server.run(
            "watch", "--after", String.valueOf(first), "--kind", "node-selectors", "--limit", "1");
    assertThat(run.lines().get(0)).contains("created node_selectors spiffe://example.org/agent");
  }

  @Test
  void watch_fromNowOn_waitsForChanges() throws Exception {
    long floor = create("one");
    CompletableFuture<Run> watching =
        CompletableFuture.supplyAsync(
            () -> server.run("watch", "--after", String.valueOf(floor), "--limit", "1"));
    create("two");
    assertThat(watching.get(3, TimeUnit.MINUTES).lines().get(0)).contains("created entry two");
  }

  @Test
  void watch_afterARevisionOfAnotherHistory_isAConflict() {
    create("one");
    Run run = server.run("watch", "--after", "1", "--history", "another", "-o", "json").failed(5);
    assertThat(run.error().get("reason").asText()).isEqualTo("HISTORY_CHANGED");
  }

  @Test
  void watch_withOptionsThatMakeNoSense() {
    server.run("watch", "--history", "x").failed(2);
    assertThat(server.run("watch", "--kind", "key").failed(2).err())
        .contains(
            "bundle, entry, node, node-selectors, join-token, federation-relationship or ca-journal");
  }

  @Test
  void status_tellsStoreRevisionAndCounts() {
    long revision = create("one");
    assertThat(server.run("status").ok().lines())
        .contains("State current", "Store sqlite 1", "Entries 1", "Bundles 0");
    JsonNode status = server.run("status", "-o", "json").ok().json();
    assertThat(status.get("state").asText()).isEqualTo("current");
    assertThat(status.get("revision").asLong()).isGreaterThanOrEqualTo(revision);
    assertThat(status.at("/counts/entry").asLong()).isEqualTo(1);
    assertThat(status.at("/limits/max_commit_operations").asLong()).isPositive();
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new java.io.UncheckedIOException(line, e);
    }
  }
}
