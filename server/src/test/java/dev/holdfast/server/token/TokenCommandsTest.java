package dev.holdfast.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TokenCommandsTest {

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private List<String> tokens() {
    return server
        .run("token", "list", "-o", "json")
        .ok()
        .json()
        .get("join_tokens")
        .findValuesAsText("token");
  }

  @Test
  void generate_makesATokenThatLivesTenMinutes() {
    Instant before = Instant.now();
    JsonNode token = server.run("token", "generate", "-o", "json").ok().json();
    assertThat(token.get("token").asText()).hasSize(36);
    assertThat(Instant.ofEpochSecond(token.get("expires_at").asLong()))
        .isBetween(before.plusSeconds(599), Instant.now().plusSeconds(600));
    assertThat(tokens()).containsExactly(token.get("token").asText());
  }

  @Test
  void generate_withAnAlias_makesItsEntry() {
    server
        .run(
            "token",
            "generate",
            "--token",
            "abc",
            "--ttl",
            "1h",
            "--spiffe-id",
            "spiffe://example.org/farm")
        .ok();
    JsonNode entry = server.run("entry", "list", "-o", "json").ok().json().get("entries").get(0);
    String agent = "spiffe://example.org/spire/agent/join_token/abc";
    assertThat(entry.get("spiffe_id").asText()).isEqualTo("spiffe://example.org/farm");
    assertThat(entry.get("parent_id").asText()).isEqualTo(agent);
    assertThat(entry.get("selectors").toString())
        .isEqualTo("[{\"type\":\"spiffe_id\",\"value\":\"" + agent + "\"}]");
  }

  @Test
  void generate_ofOneThatIsThere_isAConflictAndMakesNoAlias() {
    server.run("token", "generate", "--token", "abc").ok();
    Run again =
        server.run(
            "token", "generate", "--token", "abc", "--spiffe-id", "spiffe://example.org/farm");
    assertThat(again.failed(5).err()).doesNotContain("abc");
    assertThat(server.run("entry", "count").ok().out()).isEqualTo("0\n");
  }

  @Test
  void generate_ofWhatCannotBe_makesNoSense() {
    server.run("token", "generate", "--ttl", "0").failed(2);
    server
        .run("token", "generate", "--token", "a/b c", "--spiffe-id", "spiffe://example.org/farm")
        .failed(2);
    assertThat(server.run("token", "generate", "--token", "").failed(1).err()).contains("token");
    assertThat(tokens()).isEmpty();
  }

  @Test
  void show_tellsWhenItExpires() {
    server.run("token", "generate", "--token", "abc").ok();
    assertThat(server.run("token", "show", "abc").ok().lines()).contains("Token abc");
    Run none = server.run("token", "show", "xyz");
    assertThat(none.failed(3).err()).contains("no such join token").doesNotContain("xyz");
  }

  @Test
  void delete_redeemsATokenOnce() {
    server.run("token", "generate", "--token", "abc").ok();
    assertThat(server.run("token", "delete", "abc").ok().out()).endsWith("1 deleted\n");
    server.run("token", "delete", "abc").failed(3);
  }

  @Test
  void prune_deletesWhatHasExpired() {
    for (String token : List.of("a", "b", "c")) {
      server.run("token", "generate", "--token", token, "--ttl", "1h").ok();
    }
    server.run("token", "generate", "--token", "long", "--ttl", "9d").ok();
    assertThat(server.run("token", "prune").ok().out()).isEqualTo("0 pruned\n");
    String later = Instant.now().plus(Duration.ofHours(2)).toString();
    assertThat(server.run("token", "prune", "--expires-before", later, "--limit", "2").ok().out())
        .isEqualTo("2 pruned\n");
    JsonNode rest =
        server.run("token", "prune", "--expires-before", "now+2h", "-o", "json").ok().json();
    assertThat(rest.get("pruned").asLong()).isEqualTo(1);
    assertThat(rest.get("revision").asLong()).isPositive();
    assertThat(tokens()).containsExactly("long");
    server.run("token", "prune", "--limit", "0").failed(2);
  }

  @Test
  void list_printsATable() {
    server.run("token", "generate", "--token", "abc").ok();
    assertThat(server.run("token", "list", "--limit", "1").ok().lines())
        .first()
        .isEqualTo("TOKEN EXPIRES");
  }
}
