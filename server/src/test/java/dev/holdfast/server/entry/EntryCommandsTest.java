package dev.holdfast.server.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class EntryCommandsTest {

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private Run create(String id, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "entry",
                "create",
                "--entry-id",
                id,
                "--spiffe-id",
                "spiffe://example.org/" + id,
                "-o",
                "json"));
    args.addAll(List.of(more));
    return server.run(args.toArray(String[]::new)).ok();
  }

  private void bundleOf(String trustDomain) {
    String empty = server.file("empty.json", "{\"keys\": []}");
    server.run("bundle", "set", "--trust-domain", trustDomain, empty).ok();
  }

  /** Returns the ids that a listing with some filters tells. */
  private List<String> ids(String... filter) {
    List<String> args = new ArrayList<>(List.of("entry", "list", "-o", "json"));
    args.addAll(List.of(filter));
    return server
        .run(args.toArray(String[]::new))
        .ok()
        .json()
        .get("entries")
        .findValuesAsText("entry_id");
  }

  @Test
  void create_withEveryOption_showsThemAll() {
    bundleOf("partner.example");
    create(
        "db",
        "--parent-id",
        "spiffe://example.org/agent",
        "--selector",
        "unix:uid:1000",
        "--selector",
        "unix:gid:7",
        "--federates-with",
        "partner.example",
        "--hint",
        "primary",
        "--x509-svid-ttl",
        "1h",
        "--jwt-svid-ttl",
        "300",
        "--entry-expiry",
        "2035-01-01T00:00:00Z",
        "--dns",
        "db.example.org",
        "--admin",
        "--downstream",
        "--jwt-svid-include-jti");
    assertThat(server.run("entry", "show", "db").ok().lines())
        .contains(
            "Entry id db",
            "SPIFFE id spiffe://example.org/db",
            "Parent id spiffe://example.org/agent",
            "Selectors unix:uid:1000 unix:gid:7",
            "Federates with partner.example",
            "Hint primary",
            "X509-SVID TTL 1h",
            "JWT-SVID TTL 5m",
            "Expires 2035-01-01T00:00:00Z",
            "DNS names db.example.org",
            "Properties admin downstream jwt-svid-include-jti");
  }

  @Test
  void create_withEveryOption_tellsThemToPrograms() {
    JsonNode entry =
        create("db", "--selector", "unix:uid:1000", "--store-svid", "--x509-svid-ttl", "90s")
            .json()
            .at("/results/0/entry");
    assertThat(entry.get("selectors").toString())
        .isEqualTo("[{\"type\":\"unix\",\"value\":\"uid:1000\"}]");
    assertThat(entry.get("x509_svid_ttl").asLong()).isEqualTo(90);
    assertThat(entry.get("store_svid").asBoolean()).isTrue();
    assertThat(entry.get("revision_number").asLong()).isZero();
    assertThat(entry.get("mod_revision").asLong()).isEqualTo(entry.get("create_revision").asLong());
  }

  @Test
  void create_ofASimilarEntry_returnsTheOneThatIsThere() {
    create("first", "--selector", "unix:uid:1");
    Run again =
        server
            .run(
                "entry",
                "create",
                "--spiffe-id",
                "spiffe://example.org/first",
                "--selector",
                "unix:uid:1")
            .ok();
    assertThat(again.lines()).contains("Entry id first", "1 existed");
  }

  @Test
  void create_againstARule_namesFieldAndRule() {
    Run run = server.run("entry", "create", "--spiffe-id", "spiffe://example.org/x").failed(1);
    assertThat(run.err())
        .startsWith("holdfast: entries[0] spiffe://example.org/x: selectors: ")
        .contains("no entry was created");
  }

  @Test
  void create_underAnIdThatIsTaken_isAConflict() {
    create("db", "--selector", "unix:uid:1");
    Run run =
        server.run(
            "entry",
            "create",
            "--entry-id",
            "db",
            "--spiffe-id",
            "spiffe://example.org/other",
            "--selector",
            "unix:uid:2",
            "-o",
            "json");
    assertThat(run.failed(5).error().get("code").asText()).isEqualTo("ALREADY_EXISTS");
  }

  @Test
  void create_federatingWithNobody_saysWhatIsMissing() {
    Run run =
        server.run(
            "entry",
            "create",
            "--spiffe-id",
            "spiffe://example.org/x",
            "--selector",
            "unix:uid:2",
            "--federates-with",
            "nobody.example",
            "-o",
            "json");
    JsonNode error = run.failed(1).error();
    assertThat(error.get("code").asText()).isEqualTo("FAILED_PRECONDITION");
    assertThat(error.get("reason").asText()).isEqualTo("BUNDLE_MISSING");
    assertThat(error.get("field").asText()).isEqualTo("entries[0].federates_with");
    assertThat(error.get("message").asText()).contains("nobody.example has no bundle");
    assertThat(error.get("exit_code").asInt()).isEqualTo(1);
  }

  @Test
  void show_ofNone_isNotFound() {
    assertThat(server.run("entry", "show", "none").failed(3).err())
        .isEqualTo("holdfast: there is no entry none\n");
  }

  @Test
  void list_printsATable() {
    create("db", "--selector", "unix:uid:1", "--hint", "h");
    assertThat(server.run("entry", "list").ok().lines())
        .containsExactly(
            "ENTRY ID SPIFFE ID PARENT ID SELECTORS FEDERATES WITH HINT",
            "db spiffe://example.org/db unix:uid:1 h");
  }

  @Test
  void list_byEveryFilter() {
    bundleOf("a.example");
    bundleOf("b.example");
    String parent = "spiffe://example.org/agent";
    create("one", "--selector", "s:1", "--parent-id", parent, "--hint", "h");
    create("two", "--selector", "s:1", "--selector", "s:2", "--federates-with", "a.example");
    create(
        "three",
        "--selector",
        "s:2",
        "--downstream",
        "--federates-with",
        "a.example",
        "--federates-with",
        "b.example");

    assertThat(ids()).containsExactly("one", "two", "three");
    assertThat(ids("--limit", "2")).containsExactly("one", "two");
    assertThat(ids("--parent-id", parent)).containsExactly("one");
    assertThat(ids("--spiffe-id", "spiffe://example.org/two")).containsExactly("two");
    assertThat(ids("--hint", "h")).containsExactly("one");
    assertThat(ids("--downstream")).containsExactly("three");
    assertThat(ids("--no-downstream")).containsExactly("one", "two");
    assertThat(ids("--selector", "s:1")).containsExactly("one", "two");
    assertThat(ids("--selector", "s:1", "--match", "exact")).containsExactly("one");
    assertThat(ids("--selector", "s:1", "--match", "subset")).containsExactly("one");
    assertThat(ids("--selector", "s:1", "--selector", "s:2", "--match", "superset"))
        .containsExactly("two");
    assertThat(ids("--selector", "s:1", "--selector", "s:2", "--match", "any"))
        .containsExactly("one", "two", "three");
    assertThat(ids("--federates-with", "a.example")).containsExactly("two", "three");
    assertThat(ids("--federates-with", "a.example", "--federates-with-match", "exact"))
        .containsExactly("two");
    assertThat(ids("--selector", "s:2", "--downstream", "--federates-with", "b.example"))
        .containsExactly("three");
  }

  @Test
  void list_tellsTheStateThatItReflects() {
    create("db", "--selector", "unix:uid:1");
    JsonNode listing = server.run("entry", "list", "-o", "json").ok().json();
    assertThat(listing.get("revision").asLong())
        .isEqualTo(listing.at("/entries/0/mod_revision").asLong());
    assertThat(listing.get("history_id").asText()).isNotEmpty();
    assertThat(listing.get("age_ms").asLong()).isZero();
  }

  @Test
  void list_atEachConsistency() {
    long revision =
        create("db", "--selector", "unix:uid:1")
            .json()
            .at("/results/0/entry/mod_revision")
            .asLong();
    assertThat(ids("--consistency", "current")).containsExactly("db");
    assertThat(ids("--consistency", "cached")).containsExactly("db");
    assertThat(ids("--consistency", "at-least=" + revision)).containsExactly("db");
  }

  @Test
  void count_takesTheFiltersOfList() {
    create("one", "--selector", "s:1");
    create("two", "--selector", "s:2");
    assertThat(server.run("entry", "count").ok().out()).isEqualTo("2\n");
    assertThat(server.run("entry", "count", "--selector", "s:1").ok().out()).isEqualTo("1\n");
    JsonNode counted = server.run("entry", "count", "-o", "json").ok().json();
    assertThat(counted.get("count").asLong()).isEqualTo(2);
    assertThat(counted.get("revision").asLong()).isPositive();
  }

  @Test
  void update_changesTheFieldsThatAreNamed() {
    create("db", "--selector", "unix:uid:1", "--hint", "old", "--x509-svid-ttl", "1h", "--admin");
    server.run("entry", "update", "db", "--hint", "new", "--no-admin", "--dns", "a.example").ok();
    JsonNode entry = server.run("entry", "show", "db", "-o", "json").ok().json();
    assertThat(entry.get("hint").asText()).isEqualTo("new");
    assertThat(entry.get("admin").asBoolean()).isFalse();
    assertThat(entry.get("x509_svid_ttl").asLong()).isEqualTo(3_600);
    assertThat(entry.get("dns_names").toString()).isEqualTo("[\"a.example\"]");
    assertThat(entry.get("revision_number").asLong()).isEqualTo(1);
  }

  @Test
  void update_clearsFields() {
    bundleOf("a.example");
    create(
        "db",
        "--selector",
        "unix:uid:1",
        "--parent-id",
        "spiffe://example.org/agent",
        "--federates-with",
        "a.example",
        "--dns",
        "x.example",
        "--entry-expiry",
        "2035-01-01T00:00:00Z");
    server
        .run("entry", "update", "db", "--clear", "parent-id,federates-with,dns,entry-expiry")
        .ok();
    JsonNode entry = server.run("entry", "show", "db", "-o", "json").ok().json();
    assertThat(entry.get("parent_id").asText()).isEmpty();
    assertThat(entry.get("federates_with")).isEmpty();
    assertThat(entry.get("dns_names")).isEmpty();
    assertThat(entry.get("expires_at").asLong()).isZero();
  }

  @Test
  void update_expectingAnotherRevision_isAConflict() {
    long revision =
        create("db", "--selector", "unix:uid:1")
            .json()
            .at("/results/0/entry/mod_revision")
            .asLong();
    String expected = String.valueOf(revision);
    server.run("entry", "update", "db", "--hint", "a", "--if-revision", expected).ok();
    Run late =
        server.run("entry", "update", "db", "--hint", "b", "--if-revision", expected, "-o", "json");
    assertThat(late.failed(5).error().get("reason").asText()).isEqualTo("REVISION_MOVED");
    assertThat(server.run("entry", "show", "db").lines()).contains("Hint a");
  }

  @Test
  void update_ofNone_isNotFound() {
    server.run("entry", "update", "none", "--hint", "b").failed(3);
  }

  @Test
  void update_fromAFile_tellsWhatBecameOfEach() {
    create("one", "--selector", "s:1");
    create("two", "--selector", "s:2");
    String file =
        server.file(
            "changes.json",
            """
            {"entries": [
              {"entry_id": "one", "hint": "first"},
              {"entry_id": "none", "hint": "lost"},
              {"entry_id": "two", "dns_names": ["x.example"]}]}
            """);
    Run run = server.run("entry", "update", "--data", file);
    assertThat(run.status()).isEqualTo(3);
    assertThat(run.out()).isEqualTo("2 updated, 1 failed\n");
    assertThat(run.err()).contains("entries[1] none: ");
    assertThat(ids("--hint", "first")).containsExactly("one");
    assertThat(server.run("entry", "show", "two").lines()).contains("DNS names x.example");
  }

  @Test
  void update_withNothingToChange_makesNoSense() {
    server.run("entry", "update", "db").failed(2);
    server.run("entry", "update").failed(2);
    server.run("entry", "update", "db", "--dns", "x", "--clear", "dns").failed(2);
  }

  @Test
  void delete_tellsWhatBecameOfEach() {
    create("one", "--selector", "s:1");
    create("two", "--selector", "s:2");
    Run run = server.run("entry", "delete", "one", "none", "two", "-o", "json");
    assertThat(run.status()).isEqualTo(3);
    JsonNode report = run.json();
    assertThat(report.get("deleted").asInt()).isEqualTo(2);
    assertThat(report.get("failed").asInt()).isEqualTo(1);
    assertThat(report.at("/results/0/entry/entry_id").asText()).isEqualTo("one");
    assertThat(report.at("/results/1/error/code").asText()).isEqualTo("NOT_FOUND");
    assertThat(ids()).isEmpty();
  }

  @Test
  void delete_expectingAnotherRevision_isAConflict() {
    create("one", "--selector", "s:1");
    server.run("entry", "delete", "one", "--if-revision", "1").failed(5);
    assertThat(ids()).containsExactly("one");
  }

  @Test
  void optionsThatContradict_makeNoSense() {
    assertThat(server.run("entry", "list", "--match", "any").failed(2).err())
        .contains("give it with --selector");
    assertThat(server.run("entry", "list", "--limit", "0").failed(2).err())
        .contains("the least is 1");
    assertThat(server.run("entry", "create").failed(2).err()).contains("--spiffe-id");
    server.run("entry", "create", "--data", "f", "--hint", "x").failed(2);
    server.run("entry", "delete", "a", "b", "--if-revision", "3").failed(2);
  }

  @Test
  void valuesThatCannotBeRead_makeNoSense() {
    assertThat(server.run("entry", "list", "--parent-id", "example.org").failed(2).err())
        .contains("--parent-id", "spiffe://");
    assertThat(server.run("entry", "list", "--selector", "unix").failed(2).err())
        .contains("--selector");
    assertThat(server.run("entry", "list", "--consistency", "soon").failed(2).err())
        .contains("current, cached or at-least=REVISION");
    assertThat(server.run("entry", "create", "--x509-svid-ttl", "1 hour").failed(2).err())
        .contains("examples are 3600, 90s, 30m, 12h and 7d");
    assertThat(server.run("entry", "create", "--entry-expiry", "later").failed(2).err())
        .contains("2030-01-31T12:00:00Z");
  }
}
