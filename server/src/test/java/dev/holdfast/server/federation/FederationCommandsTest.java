package dev.holdfast.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FederationCommandsTest {

  private static final String BUNDLE =
      System.getProperty("holdfast.root") + "/examples/fleet/bundles/bank.example.json";

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private Run create(String trustDomain, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "federation",
                "create",
                "--trust-domain",
                trustDomain,
                "--bundle-endpoint-url",
                "https://" + trustDomain + "/bundle"));
    args.addAll(List.of(more));
    return server.run(args.toArray(String[]::new));
  }

  private JsonNode show(String trustDomain) {
    return server.run("federation", "show", trustDomain, "-o", "json").ok().json();
  }

  @Test
  void create_withoutMore_isAuthenticatedAsAWebServer() {
    create("bank.example").ok();
    JsonNode shown = show("bank.example");
    assertThat(shown.get("bundle_endpoint_url").asText()).isEqualTo("https://bank.example/bundle");
    assertThat(shown.get("bundle_endpoint_profile").asText()).isEqualTo("https_web");
    assertThat(shown.has("endpoint_spiffe_id")).isFalse();
    assertThat(shown.has("bundle")).isFalse();
    create("bank.example").failed(5);
  }

  @Test
  void create_withABundle_setsItToo() {
    create(
            "bank.example",
            "--bundle-endpoint-profile",
            "https_spiffe",
            "--endpoint-spiffe-id",
            "spiffe://bank.example/server",
            "--bundle",
            BUNDLE)
        .ok();
    assertThat(server.run("federation", "show", "bank.example").ok().lines())
        .contains(
            "Bundle endpoint profile https_spiffe spiffe://bank.example/server",
            "Bundle: JWT authorities bank.example-1");
    server.run("bundle", "show", "bank.example").ok();
    server.run("federation", "delete", "bank.example").ok();
    server.run("federation", "show", "bank.example").failed(3);
    server.run("bundle", "show", "bank.example").ok();
  }

  @Test
  void create_ofWhatCannotBe_isRefused() {
    server.run("federation", "create").failed(2);
    server.run("federation", "create", "--trust-domain", "bank.example").failed(2);
    create("bank.example", "--bundle-endpoint-profile", "https_spiffe").failed(2);
    create("bank.example", "--bundle-endpoint-profile", "ftp").failed(2);
    create(
            "bank.example",
            "--bundle-endpoint-profile",
            "https_web",
            "--endpoint-spiffe-id",
            "spiffe://bank.example/server")
        .failed(2);
    Run plain =
        server.run(
            "federation",
            "create",
            "--trust-domain",
            "bank.example",
            "--bundle-endpoint-url",
            "http://bank.example");
    assertThat(plain.failed(1).err()).contains("bundle_endpoint_url", "https");
    assertThat(server.run("federation", "list").ok().lines()).hasSize(1);
  }

  @Test
  void update_changesWhatIsNamed() {
    create("bank.example", "--endpoint-spiffe-id", "spiffe://bank.example/server").ok();
    server
        .run("federation", "update", "bank.example", "--bundle-endpoint-url", "https://b.example/")
        .ok();
    JsonNode shown = show("bank.example");
    assertThat(shown.get("bundle_endpoint_url").asText()).isEqualTo("https://b.example/");
    assertThat(shown.get("bundle_endpoint_profile").asText()).isEqualTo("https_spiffe");
    server
        .run("federation", "update", "bank.example", "--bundle-endpoint-profile", "https_web")
        .ok();
    assertThat(show("bank.example").get("bundle_endpoint_profile").asText()).isEqualTo("https_web");
    server.run("federation", "update", "bank.example", "--bundle", BUNDLE).ok();
    assertThat(show("bank.example").at("/bundle/x509_authorities")).hasSize(1);
    server.run("federation", "update", "bank.example").failed(2);
    server
        .run("federation", "update", "bank.example", "--bundle", BUNDLE, "--if-revision", "1")
        .failed(5);
    server.run("federation", "update", "none.example", "--bundle", BUNDLE).failed(3);
  }

  @Test
  void create_fromWhatListPrints_makesTheSame() {
    create("acme.example", "--endpoint-spiffe-id", "spiffe://acme.example/server").ok();
    create("bank.example", "--bundle", BUNDLE).ok();
    JsonNode before = listed();
    String file = server.file("f.json", server.run("federation", "list", "-o", "json").ok().out());
    server.run("federation", "delete", "acme.example", "bank.example").ok();
    server.run("bundle", "delete", "bank.example").ok();
    assertThat(server.run("federation", "create", "--data", file).ok().out())
        .isEqualTo("2 created\n");
    assertThat(without(listed())).isEqualTo(without(before));
    assertThat(server.run("federation", "update", "--data", file).ok().out())
        .isEqualTo("2 updated\n");
  }

  private JsonNode listed() {
    return server
        .run("federation", "list", "-o", "json")
        .ok()
        .json()
        .get("federation_relationships");
  }

  private static List<String> without(JsonNode relationships) {
    List<String> texts = new ArrayList<>();
    relationships.forEach(
        it ->
            texts.add(
                it.get("trust_domain")
                    + " "
                    + it.get("bundle_endpoint_url")
                    + it.get("bundle_endpoint_profile")
                    + it.get("endpoint_spiffe_id")
                    + it.get("bundle")));
    return texts;
  }

  @Test
  void create_fromAFileOfSpire_isUnderstood() throws IOException {
    String file =
        server.file(
            "spire.json",
            """
            {"federationRelationships": [{
              "trustDomainBundle": %s,
              "trustDomainBundleFormat": "spiffe",
              "trustDomain": "bank.example",
              "bundleEndpointURL": "https://bank.example/bundle",
              "bundleEndpointProfile": "https_spiffe",
              "endpointSPIFFEID": "spiffe://bank.example/server"}]}
            """
                .formatted(Files.readString(Path.of(BUNDLE))));
    server.run("federation", "create", "--data", file).ok();
    assertThat(show("bank.example").at("/bundle/trust_domain").asText()).isEqualTo("bank.example");
    assertThat(show("bank.example").get("endpoint_spiffe_id").asText())
        .isEqualTo("spiffe://bank.example/server");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                    | 1:1: federation_relationships | there is no relationship",
        "{\"federation_relationships\": [{}]} | 1:31: federation_relationships[0] | trust_domain is missing",
        "{\"federation_relationships\": [{\"trust_domain\": \"a\"}]} | 1:31: federation_relationships[0] | bundle_endpoint_url is missing",
        "{\"federation_relationships\": [{\"trust_domain\": \"a\", \"bundle_endpoint_profile\": \"https_spiffe\"}]} | 1:31: federation_relationships[0] | endpoint_spiffe_id must be there",
        "{\"federation_relationships\": [{\"trust_domain\": \"a\", \"bundle\": {\"trust_domain\": \"b\"}}]} | 1:63: federation_relationships[0].bundle | it is the bundle of b; expected is that of a",
      })
  void create_fromABadFile_tellsWhereItIsWrong(String content, String place, String problem) {
    String file = server.file("f.json", content);
    assertThat(server.run("federation", "create", "--data", file).failed(1).err())
        .startsWith("holdfast: " + file + ":" + place + ":")
        .contains(problem);
  }
}
