package dev.holdfast.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.Statuses;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {

  private final AtomicInteger asked = new AtomicInteger();
  private volatile DataStoreStatus status =
      Statuses.loading(Optional.of(new Loading(412_000, Duration.ofSeconds(3))), Optional.empty());

  private DataStoreStatus status() {
    asked.incrementAndGet();
    return status;
  }

  private static String scrape(MetricsPage page) throws IOException, InterruptedException {
    URI at = URI.create("http://127.0.0.1:" + page.address().getPort() + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void page_showsHowTheDataStoreIs() throws Exception {
    MetricsPage page = MetricsPage.open(new Endpoint.Tcp("127.0.0.1", 0));
    try (page) {
      assertThat(scrape(page)).doesNotContain("holdfast_");
      page.show(Statuses.telling(this::status));
      assertThat(scrape(page).lines())
          .contains(
              "holdfast_cache_current 0.0",
              "holdfast_cache_revision 0.0",
              "holdfast_cache_loading_records 412000.0",
              "holdfast_records{kind=\"entry\"} 0.0");

      status = Statuses.current(7, Map.of(RecordKind.REGISTRATION_ENTRY, 5L));
      asked.set(0);
      assertThat(scrape(page).lines())
          .contains(
              "holdfast_cache_current 1.0",
              "holdfast_cache_revision 7.0",
              "holdfast_cache_age_seconds 1.5",
              "holdfast_cache_loading_records 0.0",
              "holdfast_cache_unreadable 0.0",
              "holdfast_records{kind=\"entry\"} 5.0",
              "holdfast_records{kind=\"node_selectors\"} 0.0");
      assertThat(asked).as("one status for all meters of a page").hasValue(1);
    }
    assertThatThrownBy(() -> scrape(page)).isInstanceOf(IOException.class);
    try (MetricsPage next = MetricsPage.open(new Endpoint.Tcp("127.0.0.1", 0))) {
      assertThat(scrape(next)).as("what was shown is gone").doesNotContain("holdfast_");
    }
  }
}
