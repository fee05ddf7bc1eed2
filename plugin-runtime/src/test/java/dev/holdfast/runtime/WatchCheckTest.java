package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WatchCheckTest {

  private static final WatchResponse CREATED = new WatchResponse.Created(new Header(5, "h"));

  @Test
  void messages_asPromised_areHandedOn() {
    assertThatCode(
            () ->
                watch(
                    CREATED,
                    batch(6, Batch.Part.CONTINUED, "p1"),
                    batch(6, Batch.Part.LAST, "p2"),
                    new WatchResponse.Progress(6),
                    batch(9, Batch.Part.LAST, "p1"),
                    new WatchResponse.Progress(12)))
        .doesNotThrowAnyException();
  }

  @Test
  void messages_thatBreakAPromise_areNamed() {
    refused("did not say that it was created", new WatchResponse.Progress(6));
    refused("twice that it was created", CREATED, CREATED);
    refused("after everything up to 5", CREATED, batch(5, Batch.Part.LAST, "p1"));
    refused(
        "after everything up to 7",
        CREATED,
        batch(7, Batch.Part.LAST, "p1"),
        batch(6, Batch.Part.LAST, "p1"));
    refused(
        "after everything up to 8",
        CREATED,
        new WatchResponse.Progress(8),
        batch(8, Batch.Part.LAST, "p1"));
    refused(
        "fell back to 6", CREATED, new WatchResponse.Progress(8), new WatchResponse.Progress(6));
    refused("not watched", CREATED, batch(6, Batch.Part.LAST, "q"));
    refused("behind key", CREATED, batch(6, Batch.Part.LAST, "p2", "p1"));
    refused(
        "behind key",
        CREATED,
        batch(6, Batch.Part.CONTINUED, "p1"),
        batch(6, Batch.Part.LAST, "p1"));
    refused(
        "inside of revision 6",
        CREATED,
        batch(6, Batch.Part.CONTINUED, "p1"),
        new WatchResponse.Progress(6));
    refused(
        "before revision 6 was whole",
        CREATED,
        batch(6, Batch.Part.CONTINUED, "p1"),
        batch(7, Batch.Part.LAST, "p2"));
    refused("in the batch of 7", CREATED, batch(7, 6, "p1"));
  }

  private static void refused(String named, WatchResponse... messages) {
    assertThatThrownBy(() -> watch(messages))
        .hasMessageContaining("broke the contract")
        .hasMessageContaining(named);
  }

  private static void watch(WatchResponse... messages) {
    WatchCheck check = new WatchCheck(WatchRequest.now(KeyRange.prefix(Bytes.utf8("p"))));
    for (WatchResponse message : messages) {
      check.check(message);
    }
  }

  private static WatchResponse batch(long revision, Batch.Part part, String... keys) {
    return new WatchResponse.Batches(
        List.of(new Batch(revision, events(revision, keys), part, Bytes.empty())));
  }

  private static WatchResponse batch(long revision, long ofEvents, String... keys) {
    return new WatchResponse.Batches(
        List.of(new Batch(revision, events(ofEvents, keys), Batch.Part.LAST, Bytes.empty())));
  }

  private static List<Event> events(long revision, String... keys) {
    return Arrays.stream(keys)
        .<Event>map(
            key ->
                new Event.Put(
                    new KeyValue(Bytes.utf8(key), Bytes.empty(), revision, revision, 1),
                    Optional.empty()))
        .toList();
  }
}
