package dev.holdfast.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.DataStores;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentServerTest {

  private static final SpiffeId AGENT = SpiffeId.parse("spiffe://example.org/agent/1");
  private static final String ENTRIES = "/entries?agent=" + AGENT;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private DataStore dataStore;
  private ChangeCounter counter;
  private AgentServer server;

  @BeforeEach
  void start() throws Exception {
    dataStore = DataStores.open("sqlite:" + folder.resolve("identities.db"));
    counter = new ChangeCounter(dataStore);
    server =
        AgentServer.start(
            dataStore, counter, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    server.close();
    counter.close();
    dataStore.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private void create(String id) {
    dataStore
        .entries()
        .create(
            RegistrationEntry.builder()
                .id(id)
                .parentId(AGENT)
                .spiffeId(SpiffeId.parse("spiffe://example.org/" + id))
                .selectors(Selector.parse("unix:uid:" + id.length()))
                .build());
  }

  @Test
  void entries_ofAnAgent() throws Exception {
    create("web");

    HttpResponse<String> answer = get(ENTRIES);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("+ web spiffe://example.org/web").contains("unix:uid:3");
  }

  @Test
  void entries_sinceAnAnswer() throws Exception {
    create("web");
    create("db");
    String floor = get(ENTRIES).headers().firstValue("Floor").orElseThrow();
    dataStore.entries().delete("web");
    create("billing");

    String body = get(ENTRIES + "&since=" + floor).body();

    assertThat(body.lines().toList()).hasSize(3).first().isEqualTo("DIFFERENCE");
    assertThat(body).contains("+ billing").contains("- web");
  }

  @Test
  void entries_ofNoAgent() throws Exception {
    HttpResponse<String> answer = get("/entries?agent=nobody");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("INVALID_ARGUMENT");
    assertThat(get(ENTRIES + "&since=yesterday").statusCode()).isEqualTo(400);
  }

  @Test
  void status_tellsChanges() throws Exception {
    awaitStatus("state=CURRENT");
    // Counted from when the stream was opened, which is soon after the start.
    for (int i = 0; !get("/status").body().contains("seen REGISTRATION_ENTRY"); i++) {
      assertThat(i).isLessThan(1_000);
      create("entry-" + i);
      Thread.sleep(30);
    }

    assertThat(get("/status").body()).contains("store=sqlite").contains("count REGISTRATION_ENTRY");
  }

  private void awaitStatus(String line) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (!get("/status").body().contains(line)) {
      assertThat(Instant.now()).as(line).isBefore(deadline);
      Thread.sleep(10);
    }
  }
}
