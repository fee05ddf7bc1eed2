package dev.holdfast.server.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleCommandsTest {

  private static final Path SAMPLES =
      Path.of(System.getProperty("holdfast.root"), "examples", "fleet", "bundles");

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private static String sample(String trustDomain) {
    return SAMPLES.resolve(trustDomain + ".json").toString();
  }

  private Run set(String trustDomain, String file, String... more) {
    return server.run(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("bundle", "set", "--trust-domain", trustDomain, file),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new));
  }

  private JsonNode show(String trustDomain) {
    return server.run("bundle", "show", trustDomain, "-o", "json").ok().json();
  }

  @Test
  void set_ofASpiffeDocument_keepsItsKeys() {
    assertThat(set("acme.example", sample("acme.example"), "--format", "spiffe").ok().lines())
        .contains(
            "Trust domain acme.example",
            "Sequence 1",
            "Refresh hint 5m",
            "X.509 authorities CN=acme.example 2026,O=acme.example until 2035-12-30T00:00:00Z;"
                + " CN=acme.example 2031,O=acme.example until 2040-12-29T00:00:00Z",
            "JWT authorities acme.example-1");
    JsonNode bundle = show("acme.example");
    assertThat(bundle.get("x509_authorities")).hasSize(2);
    assertThat(bundle.at("/jwt_authorities/0/key_id").asText()).isEqualTo("acme.example-1");
    assertThat(bundle.at("/jwt_authorities/0/not_after").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme.example", "bank.example", "partner.example"})
  void show_asASpiffeDocument_isWhatWasSet(String trustDomain) throws IOException {
    set(trustDomain, sample(trustDomain)).ok();
    JsonNode shown = server.run("bundle", "show", trustDomain, "--format", "spiffe").ok().json();
    JsonNode given =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(Files.readString(SAMPLES.resolve(trustDomain + ".json")));
    assertThat(shown).isEqualTo(given);
  }

  @Test
  void show_asPem_canBeSetAgain() {
    set("acme.example", sample("acme.example")).ok();
    String pem = server.run("bundle", "show", "acme.example", "--format", "pem").ok().out();
    set("copy.example", server.file("roots.pem", "a comment\n" + pem), "--format", "pem").ok();
    assertThat(show("copy.example").get("x509_authorities"))
        .isEqualTo(show("acme.example").get("x509_authorities"));
  }

  @Test
  void show_asJson_canBeSetAgain() {
    set("bank.example", sample("bank.example")).ok();
    String json = server.run("bundle", "show", "bank.example", "--format", "json").ok().out();
    server.run("bundle", "delete", "bank.example").ok();
    set("bank.example", server.file("bank.json", json), "--format", "json").ok();
    assertThat(show("bank.example").get("jwt_authorities"))
        .isEqualTo(
            server
                .terminal()
                .run("bundle", "show", "bank.example", "-o", "json")
                .json()
                .get("jwt_authorities"));
  }

  @Test
  void set_ofAnEdwardsCurveKey_isShownAsItWasSet() throws IOException {
    String document =
        """
        {"keys": [{"use": "jwt-svid", "kid": "k", "kty": "OKP", "crv": "Ed25519",
          "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}], "spiffe_sequence": 7}
        """;
    set("acme.example", server.file("okp.json", document)).ok();
    assertThat(server.run("bundle", "show", "acme.example", "--format", "spiffe").ok().json())
        .isEqualTo(new com.fasterxml.jackson.databind.ObjectMapper().readTree(document));
  }

  @Test
  void show_ofNone_isNotFound() {
    assertThat(server.run("bundle", "show", "none.example").failed(3).err())
        .isEqualTo("holdfast: there is no bundle of none.example\n");
  }

  @Test
  void create_ofOneThatIsThere_isAConflict() {
    String[] create = {
      "bundle", "create", "--trust-domain", "acme.example", sample("acme.example")
    };
    server.run(create).ok();
    assertThat(server.run(create).failed(5).err()).contains("acme.example");
  }

  @Test
  void list_andCount() {
    set("acme.example", sample("acme.example")).ok();
    set("bank.example", sample("bank.example")).ok();
    assertThat(server.run("bundle", "list").ok().lines())
        .containsExactly(
            "TRUST DOMAIN SEQUENCE X.509 JWT WIT REFRESH HINT",
            "acme.example 1 2 1 0 5m",
            "bank.example 1 1 1 0 5m");
    assertThat(server.run("bundle", "count").ok().out()).isEqualTo("2\n");
    JsonNode listing = server.run("bundle", "list", "--limit", "1", "-o", "json").ok().json();
    assertThat(listing.get("bundles").findValuesAsText("trust_domain"))
        .containsExactly("acme.example");
  }

  @Test
  void update_changesWhatIsNamed() {
    set("acme.example", sample("acme.example")).ok();
    server
        .run("bundle", "update", "acme.example", "--refresh-hint", "1h", "--sequence-number", "8")
        .ok();
    JsonNode bundle = show("acme.example");
    assertThat(bundle.get("refresh_hint").asLong()).isEqualTo(3_600);
    assertThat(bundle.get("sequence_number").asLong()).isEqualTo(8);
    assertThat(bundle.get("x509_authorities")).hasSize(2);
  }

  @Test
  void update_fromAFile_changesTheFieldsThatTheFileSpeaksOf() {
    set("acme.example", sample("acme.example")).ok();
    set("bank.example", sample("bank.example")).ok();
    String roots =
        server.file(
            "roots.pem", server.run("bundle", "show", "bank.example", "--format", "pem").out());
    server.run("bundle", "update", "acme.example", "--data", roots, "--format", "pem").ok();
    JsonNode bundle = show("acme.example");
    assertThat(bundle.get("x509_authorities")).hasSize(1);
    assertThat(bundle.get("jwt_authorities")).hasSize(1);
    assertThat(bundle.get("refresh_hint").asLong()).isEqualTo(300);
  }

  @Test
  void update_expectingAnotherRevision_isAConflict() {
    set("acme.example", sample("acme.example")).ok();
    server
        .run("bundle", "update", "acme.example", "--sequence-number", "9", "--if-revision", "1")
        .failed(5);
    assertThat(show("acme.example").get("sequence_number").asLong()).isEqualTo(1);
  }

  @Test
  void update_withNothingToChange_makesNoSense() {
    server.run("bundle", "update", "acme.example").failed(2);
  }

  private void federate() {
    set("bank.example", sample("bank.example")).ok();
    server
        .run(
            "entry",
            "create",
            "--entry-id",
            "db",
            "--spiffe-id",
            "spiffe://acme.example/db",
            "--selector",
            "unix:uid:1",
            "--federates-with",
            "bank.example")
        .ok();
  }

  @Test
  void delete_ofOneInUse_isRefused() {
    federate();
    Run run = server.run("bundle", "delete", "bank.example", "-o", "json").failed(1);
    assertThat(run.error().get("reason").asText()).isEqualTo("BUNDLE_IN_USE");
    server.run("bundle", "show", "bank.example").ok();
  }

  @Test
  void delete_dissociating_keepsTheEntries() {
    federate();
    server.run("bundle", "delete", "bank.example", "--mode", "dissociate").ok();
    assertThat(server.run("entry", "show", "db", "-o", "json").ok().json().get("federates_with"))
        .isEmpty();
    server.run("bundle", "show", "bank.example").failed(3);
  }

  @Test
  void delete_deleting_takesTheEntriesAlong() {
    federate();
    assertThat(server.run("bundle", "delete", "bank.example", "--mode", "delete").ok().lines())
        .contains("Trust domain bank.example", "1 deleted");
    server.run("entry", "show", "db").failed(3);
  }

  @Test
  void delete_ofNone_isNotFound() {
    server.run("bundle", "delete", "none.example").failed(3);
    server.run("bundle", "delete", "none.example", "--mode", "gently").failed(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                              | 1:1: keys             | it is missing; expected is an array of keys",
        "{\"keys\": 1}                   | 1:10: keys            | expected is an array of keys",
        "{\"keys\": [{\"use\": \"x509-svid\"}]} | 1:11: keys[0]   | x5c holds 0 certificates; expected is exactly one",
        "{\"keys\": [{\"use\": \"x509-svid\", \"x5c\": [\"!\"]}]} | 1:40: keys[0].x5c[0] | expected is a certificate in base64",
        "{\"keys\": [{\"use\": \"x509-svid\", \"x5c\": [\"AAAA\"]}]} | 1:11: keys[0] | x5c:",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kty\": \"EC\"}]} | 1:11: keys[0] | kid is missing",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kid\": \"k\", \"kty\": \"oct\"}]} | 1:11: keys[0] | expected is EC, RSA or OKP",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kid\": \"k\", \"kty\": \"EC\", \"crv\": \"P-1\"}]} | 1:11: keys[0] | the curve \"P-1\" is not one of P-256, P-384 and P-521",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kid\": \"k\", \"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"AAAA\", \"y\": \"AAAA\"}]} | 1:11: keys[0] | curve",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kid\": \"k\", \"kty\": \"OKP\", \"crv\": \"X25519\"}]} | 1:11: keys[0] | the curve \"X25519\" is not Ed25519",
        "{\"keys\": [{\"use\": \"jwt-svid\", \"kid\": \"k\", \"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"AAAA\"}]} | 1:11: keys[0] | x has 3 bytes; a key on Ed25519 has 32",
        "{\"keys\": [], \"spiffe_sequence\": -1} | 1:33: spiffe_sequence | expected is the sequence number",
      })
  void set_ofABadDocument_tellsWhereItIsWrong(String content, String place, String problem) {
    String file = server.file("bad.json", content);
    assertThat(set("acme.example", file).failed(1).err())
        .startsWith("holdfast: " + file + ":" + place + ":")
        .contains(problem);
    assertThat(server.run("bundle", "count").ok().out()).isEqualTo("0\n");
  }

  @Test
  void set_ofKeysOfAnotherUse_leavesThemOut() {
    String file = server.file("b.json", "{\"keys\": [{\"use\": \"sig\", \"kty\": \"oct\"}]}");
    Run run = set("acme.example", file);
    assertThat(run.status()).isZero();
    assertThat(run.err()).contains("keys[0]").contains("use is \"sig\"");
    assertThat(show("acme.example").get("x509_authorities")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing at all              | 1:1 | there is no certificate",
        "-----BEGIN PRIVATE KEY----- | 1:1 | expected are certificates only",
        "-----BEGIN CERTIFICATE----- | 1:1 | the certificate has no end",
      })
  void set_ofBadPem_tellsWhereItIsWrong(String content, String place, String problem) {
    String file = server.file("bad.pem", content);
    assertThat(set("acme.example", file, "--format", "pem").failed(1).err())
        .startsWith("holdfast: " + file + ":" + place + ":")
        .contains(problem);
  }

  @Test
  void set_ofAnotherTrustDomainsJson_isRefused() {
    String file = server.file("b.json", "{\"trust_domain\": \"bank.example\"}");
    assertThat(set("acme.example", file, "--format", "json").failed(1).err())
        .contains("1:18: trust_domain: found \"bank.example\"; expected is \"acme.example\"");
  }

  @Test
  void set_withoutATrustDomain_makesNoSense() {
    assertThat(server.run("bundle", "set", "f.json").failed(2).err()).contains("--trust-domain");
    assertThat(set("Not A Name", "f.json").failed(2).err()).contains("--trust-domain");
    assertThat(List.of(set("acme.example", "f.json", "--format", "yaml").failed(2).err()))
        .first()
        .asString()
        .contains("spiffe");
  }
}
