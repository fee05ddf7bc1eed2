package dev.holdfast.server.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.server.ServedFolder;
import dev.holdfast.server.Terminal.Run;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleAuthoritiesTest {

  private static final String SAMPLES =
      System.getProperty("holdfast.root") + "/examples/fleet/bundles/";

  @RegisterExtension final ServedFolder server = new ServedFolder();

  @BeforeEach
  void setBundle() {
    server
        .run("bundle", "set", "--trust-domain", "acme.example", SAMPLES + "acme.example.json")
        .ok();
  }

  private JsonNode authorities() {
    return server
        .run("bundle", "authorities", "acme.example", "-o", "json")
        .ok()
        .json()
        .get("authorities");
  }

  private List<String> ids() {
    return authorities().findValuesAsText("id");
  }

  private Run bundle(String verb, String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "bundle";
    args[1] = verb;
    args[2] = "acme.example";
    System.arraycopy(more, 0, args, 3, more.length);
    return server.run(args);
  }

  @Test
  void authorities_areListedWithTheirIds() {
    List<String> lines = bundle("authorities").ok().lines();
    assertThat(lines).hasSize(4).first().isEqualTo("KIND ID EXPIRES TAINTED SUBJECT");
    assertThat(lines.get(1)).startsWith("x509 ").endsWith("CN=acme.example 2026,O=acme.example");
    assertThat(lines.get(3)).isEqualTo("jwt acme.example-1");
    server.run("bundle", "authorities", "none.example").failed(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void taintedAuthority_canBeRevoked(int index) {
    JsonNode authority = authorities().get(index);
    String kind = "--" + authority.get("kind").asText();
    String id = authority.get("id").asText();
    bundle("revoke", kind, id).failed(1);
    bundle("taint", kind, id).ok();
    assertThat(authorities().get(index).get("tainted").asBoolean()).isTrue();
    bundle("taint", kind, id).failed(1);
    bundle("revoke", kind, id).ok();
    assertThat(ids()).hasSize(2).doesNotContain(id);
    bundle("revoke", kind, id).failed(3);
  }

  @Test
  void taint_takesAnIdAsCertificatesShowIt() {
    String id = ids().get(0);
    bundle("taint", "--x509", id.toUpperCase(Locale.ROOT).replaceAll("..(?=.)", "$0:")).ok();
    assertThat(authorities().get(0).get("tainted").asBoolean()).isTrue();
  }

  @Test
  void taint_ofNoneOrSeveral_makesNoSense() {
    bundle("taint").failed(2);
    bundle("taint", "--jwt", "a", "--wit", "b").failed(2);
    assertThat(bundle("taint", "--wit", "b").failed(3).err()).contains("wit_authorities");
  }

  @Test
  void append_addsWhatIsLacking() {
    String[] append = {
      "bundle", "append", "--trust-domain", "acme.example", SAMPLES + "bank.example.json"
    };
    assertThat(server.run(append).ok().lines()).contains("Sequence 2");
    assertThat(ids()).hasSize(5);
    assertThat(server.run(append).ok().lines()).contains("Sequence 2");
    append[3] = "new.example";
    server.run(append).ok();
    assertThat(server.run("bundle", "count").ok().out()).isEqualTo("2\n");
  }

  @Test
  void prune_takesWhatHasExpired_butNotTheLast() {
    assertThat(bundle("prune").ok().out()).isEqualTo("nothing had expired\n");
    JsonNode pruned = bundle("prune", "--expires-by", "2036-01-01T00:00:00Z", "-o", "json").json();
    assertThat(pruned.get("changed").asBoolean()).isTrue();
    assertThat(pruned.at("/bundle/x509_authorities")).hasSize(1);
    Run last = bundle("prune", "--expires-by", "2050-01-01T00:00:00Z", "-o", "json").failed(1);
    assertThat(last.error().get("reason").asText()).isEqualTo("LAST_AUTHORITY");
    assertThat(bundle("prune", "-o", "json").ok().json().get("changed").asBoolean()).isFalse();
  }
}
