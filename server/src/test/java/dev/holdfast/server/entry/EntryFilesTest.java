package dev.holdfast.server.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.Main;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Connector;
import dev.holdfast.server.cli.Context;
import java.io.ByteArrayOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries from files: those that are right, and those that are wrong in every way. */
final class EntryFilesTest {

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private Run create(String content, String... more) {
    String file = server.file("entries.json", content);
    String[] args = new String[4 + more.length];
    args[0] = "entry";
    args[1] = "create";
    args[2] = "--data";
    args[3] = file;
    System.arraycopy(more, 0, args, 4, more.length);
    return server.run(args);
  }

  private long count() {
    return Long.parseLong(server.run("entry", "count").ok().out().strip());
  }

  @Test
  void create_fromAFileOfSpire() {
    server
        .run("bundle", "set", "--trust-domain", "td.example", server.file("b", "{\"keys\": []}"))
        .ok();
    Run run =
        create(
            """
            {
              "entries": [
                {
                  "selectors": [
                    {"type": "unix", "value": "uid:1111"},
                    {"type": "unix", "value": "gid:1000"}
                  ],
                  "spiffe_id": "spiffe://example.org/Blog",
                  "parent_id": "spiffe://example.org/spire/agent/join_token/TokenBlog",
                  "x509_svid_ttl": 200,
                  "jwt_svid_ttl": 30,
                  "federates_with": ["spiffe://td.example"],
                  "admin": true,
                  "entryExpiry": 2051222400,
                  "dns_names": ["blog.example.org"],
                  "revision_number": 7,
                  "additional_attributes": {"jwt_svid_include_jti": true}
                },
                {
                  "selectors": [{"type": "unix", "value": "uid:2"}],
                  "spiffe_id": "spiffe://example.org/storesvid",
                  "parent_id": "",
                  "store_svid": true,
                  "hint": null
                }
              ]
            }
            """);
    assertThat(run.ok().out()).isEqualTo("2 created\n");
    JsonNode entries = server.run("entry", "list", "-o", "json").ok().json().get("entries");
    JsonNode blog = entries.get(0);
    assertThat(blog.get("spiffe_id").asText()).isEqualTo("spiffe://example.org/Blog");
    assertThat(blog.get("federates_with").toString()).isEqualTo("[\"td.example\"]");
    assertThat(blog.get("x509_svid_ttl").asLong()).isEqualTo(200);
    assertThat(blog.get("expires_at").asLong()).isEqualTo(2_051_222_400L);
    assertThat(blog.get("revision_number").asLong()).isZero();
    assertThat(blog.at("/additional_attributes/jwt_svid_include_jti").asBoolean()).isTrue();
    assertThat(entries.get(1).get("store_svid").asBoolean()).isTrue();
  }

  @Test
  void create_fromTheStandardInput() {
    String document =
        "{\"entries\": [{\"spiffe_id\": \"spiffe://a.example/x\","
            + " \"selectors\": [{\"type\": \"t\", \"value\": \"v\"}]}]}";
    assertThat(server.terminal().runOn(document, "entry", "create", "--data", "-").ok().lines())
        .contains("SPIFFE id spiffe://a.example/x");
  }

  @Test
  void create_fromWhatListPrints_makesTheSameEntries() {
    create(entries(3)).ok();
    String listed = server.run("entry", "list", "-o", "json").ok().out();
    Run again = create(listed);
    assertThat(again.ok().out()).isEqualTo("3 existed\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                  | 1:1   | found nothing; expected is a JSON object",
        "[]                                | 1:1   | found an array; expected is an object",
        "{\"entries\": 5}                  | 1:13: entries | expected is an array of entries",
        "{\"entries\": []}                 | 1:1: entries | there is no entry",
        "{\"entrys\": []}                  | 1:2   | no such field; expected are entries",
        "{\"entries\": [}                  | 1:14  | this is not JSON",
        "{\"entries\": [{\"hint\": \"x     | 1:25: entries[0].hint | this is not JSON",
        "{\"entries\": []} {}              | 1:17  | expected is the end of the file",
        "{\"entries\": [{}]}               | 1:14: entries[0] | spiffe_id is missing",
        "{\"entries\": [{\"spiffe_id\": 7}]}        | 1:28: entries[0].spiffe_id | found 7; expected is a SPIFFE id",
        "{\"entries\": [{\"spiffe_id\": \"db\"}]}   | 1:28: entries[0].spiffe_id | expected is a SPIFFE id such as \"spiffe://example.org/db\"",
        "{\"entries\": [{\"x509_svid_ttl\": -1}]}   | 1:32: entries[0].x509_svid_ttl | found -1; expected is seconds",
        "{\"entries\": [{\"x509_svid_ttl\": 1.5}]}  | 1:32: entries[0].x509_svid_ttl | found 1.5; expected is seconds",
        "{\"entries\": [{\"x509_svid_ttl\": 99999999999999999999}]} | 1:32: entries[0].x509_svid_ttl | a whole number from 0 to 2147483647",
        "{\"entries\": [{\"admin\": \"yes\"}]}      | 1:24: entries[0].admin | found \"yes\"; expected is true or false",
        "{\"entries\": [{\"ttl\": 5}]}              | 1:15: entries[0].ttl | there is no such field; expected are entry_id, spiffe_id",
        "{\"entries\": [{\"hint\": \"a\", \"hint\": \"b\"}]} | 1:28: entries[0].hint | stands twice",
        "{\"entries\": [{\"selectors\": [{\"type\": \"unix\"}]}]} | 1:29: entries[0].selectors[0] | value is missing; expected is such as {\"type\": \"unix\", \"value\": \"uid:1000\"}",
        "{\"entries\": [{\"federates_with\": [\"A B\"]}]} | 1:34: entries[0].federates_with[0] | expected is a trust domain",
      })
  void create_fromABadFile_tellsFileLineFieldAndWhatWasExpected(
      String content, String place, String problem) {
    Run run = create(content == null ? "" : content).failed(1);
    String file = server.folder().resolve("entries.json").toString();
    assertThat(run.err()).startsWith("holdfast: " + file + ":" + place + ":").contains(problem);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(count()).isZero();
  }

  @Test
  void create_fromABadLine_tellsItToPrograms() {
    Run run =
        create(
            """
            {"entries": [
              {"spiffe_id": "spiffe://a.example/x", "selectors": [{"type": "t", "value": "v"}]},
              {"spiffe_id": "a.example/y"}
            ]}
            """,
            "-o",
            "json");
    JsonNode error = run.failed(1).error();
    assertThat(error.get("code").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.get("reason").asText()).isEqualTo("BAD_DOCUMENT");
    assertThat(error.get("object").asText()).endsWith("entries.json");
    assertThat(error.get("field").asText()).isEqualTo("entries[1].spiffe_id");
    assertThat(error.get("message").asText()).contains("entries.json:3:17: entries[1].spiffe_id");
    assertThat(count()).isZero();
  }

  @Test
  void create_fromAFileThatIsNotThere_saysSo() {
    assertThat(server.run("entry", "create", "--data", "/none/e.json").failed(1).err())
        .isEqualTo("holdfast: cannot read /none/e.json: there is no such file\n");
    assertThat(server.run("entry", "create", "--data", "/tmp").failed(1).err())
        .contains("it is a folder");
  }

  @Test
  void create_withOneEntryThatBreaksARule_createsNone() {
    Run run =
        create(
            """
            {"entries": [
              {"spiffe_id": "spiffe://a.example/x", "selectors": [{"type": "t", "value": "v"}]},
              {"spiffe_id": "spiffe://a.example/y"}
            ]}
            """);
    assertThat(run.failed(1).err())
        .startsWith("holdfast: entries[1] spiffe://a.example/y: selectors: ")
        .contains("no entry was created");
    assertThat(count()).isZero();
  }

  @Test
  void create_ofMoreThanOneCommitCanHold_createsAllInParts() {
    Run run = create(entries(2_500));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("2,500 created\n");
    assertThat(count()).isEqualTo(2_500);
  }

  @Test
  void create_ofMoreThanOneCommitCanHold_leavesOutWhatBreaksARule() {

    String broken =
        entries(2_500)
            .replace(
                "\"spiffe://a.example/e1200\"",
                "\"spiffe://a.example/e1200\", \"federates_with\": [\"nobody.example\"]");

    Run run = create(broken, "-o", "json");
    assertThat(run.status()).isEqualTo(1);
    JsonNode report = run.json();
    assertThat(report.get("created").asInt()).isEqualTo(2_499);
    assertThat(report.get("failed").asInt()).isEqualTo(1);
    assertThat(report.at("/results/1200/outcome").asText()).isEqualTo("failed");
    assertThat(report.at("/results/1200/name").asText())
        .isEqualTo("entries[1200] spiffe://a.example/e1200");
    assertThat(report.at("/results/1200/error/field").asText())
        .isEqualTo("entries[1200].federates_with");
    assertThat(count()).isEqualTo(2_499);
  }

  @Test
  void create_ofMoreThanOneCommitCanHold_withAFaultAtTheEnd_createsNone() {
    String broken = entries(2_500).replace("\"spiffe://a.example/e2499\"", "\"e2499\"");
    Run run = create(broken).failed(1);
    assertThat(run.err()).contains(":2501:").contains("entries[2499].spiffe_id");
    assertThat(count()).isZero();
  }

  @Test
  void create_ofMoreThanOneCommitCanHold_tellsFailuresAndASummary() {
    String broken =
        entries(2_500)
            .replace(
                "\"spiffe://a.example/e7\"",
                "\"spiffe://a.example/e7\", \"federates_with\": [\"nobody.example\"]")
            .replace("\"spiffe://a.example/e2400\"", "\"spiffe://a.example/e8\"")
            .replace("\"v2400\"", "\"v8\"");
    Run run = create(broken);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("2,498 created, 1 existed, 1 failed\n");
    assertThat(run.err().lines().toList().get(0))
        .startsWith("entries[7] spiffe://a.example/e7: federates_with: ");
    assertThat(count()).isEqualTo(2_498);
  }

  @Test
  void create_ofMoreThanOneCommitCanHold_fromTheStandardInput() {
    Run run =
        server.terminal().runOn(entries(12_000), "entry", "create", "--data", "-", "-o", "json");
    JsonNode report = run.done().json();
    assertThat(report.get("created").asInt()).isEqualTo(12_000);
    for (int i = 0; i < 12_000; i++) {
      JsonNode result = report.get("results").get(i);
      assertThat(result.get("index").asInt()).isEqualTo(i);
      assertThat(result.at("/entry/spiffe_id").asText()).isEqualTo("spiffe://a.example/e" + i);
    }
    assertThat(count()).isEqualTo(12_000);
  }

  @Test
  void create_fromAFileThatChangesAfterItWasChecked_createsNothingThatWasNotChecked() {
    String content = entries(12_000);
    int changed = content.indexOf("spiffe://a.example/e9000");
    String other =
        content.substring(0, changed) + content.substring(changed).replace("//a.", "//b.");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Context usual = server.terminal().context("", out, err);
    Connector changing =
        (endpoint, tls) -> {
          var unused = server.file("entries.json", other);
          return usual.connector().connect(endpoint, tls);
        };
    Context context = new Context(usual.in(), out, usual.err(), usual.environment(), changing);

    String file = server.file("entries.json", content);
    assertThat(Main.run(context, "entry", "create", "--data", file)).isEqualTo(1);

    assertThat(err.toString(UTF_8)).contains(file + " has changed since it was checked");
    assertThat(out.toString(UTF_8)).matches("[1-8],\\d{3} created\n");
    assertThat(server.run("entry", "list", "-o", "json").ok().out()).doesNotContain("//b.");
  }

  @Test
  void create_ofMoreBytesThanOneCommitCanHold_createsAllInParts() {
    Run run = create(entries(100).replace("{\"spiffe", hint(60_000) + "\"spiffe"));
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("100 created\n");
    assertThat(count()).isEqualTo(100);
  }

  @Test
  void create_withOneEntryThatIsTooLarge_createsNone() {
    Run run =
        create(
            entries(2)
                .replace(
                    "{\"spiffe_id\": \"spiffe://a.example/e1",
                    hint(1_500_000) + "\"spiffe_id\": \"spiffe://a.example/e1"));
    assertThat(run.failed(1).err())
        .startsWith("holdfast: entries[1] spiffe://a.example/e1: ")
        .contains("over the limit of")
        .contains("no entry was created");
    assertThat(count()).isZero();
  }

  private static String hint(int length) {
    return "{\"hint\": \"" + "x".repeat(length) + "\", ";
  }

  private static String entries(int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                "{\"spiffe_id\": \"spiffe://a.example/e%d\", \"selectors\": [{\"type\": \"t\", \"value\": \"v%d\"}]}"
                    .formatted(i, i))
        .collect(Collectors.joining(",\n", "{\"entries\": [\n", "\n]}"));
  }
}
