package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

public abstract class PagingContract extends DataStoreContract {

  private static final EntryFilter ALL = EntryFilter.all();

  @BeforeEach
  void createTen() {
    dataStore
        .entries()
        .createAll(IntStream.range(0, 10).mapToObj(PagingContract::numbered).toList());
  }

  private static RegistrationEntry numbered(int number) {
    SpiffeId id = SpiffeId.parse("spiffe://example.org/" + number);
    // The ids run against the order of creation.
    return entry(id, "unix:uid:1").id("e" + (char) ('z' - number)).build();
  }

  private static List<Integer> numbers(Page<Stored<RegistrationEntry>> page) {
    return page.items().stream()
        .map(it -> Integer.valueOf(it.value().spiffeId().path().substring(1)))
        .toList();
  }

  @Test
  void list_pageBoundaryInsideOneCommit() {
    Page<Stored<RegistrationEntry>> first = dataStore.entries().list(ALL, PageRequest.first(3));
    Page<Stored<RegistrationEntry>> second =
        dataStore.entries().list(ALL, PageRequest.first(4).after(first.next().orElseThrow()));
    Page<Stored<RegistrationEntry>> third =
        dataStore.entries().list(ALL, PageRequest.first(4).after(second.next().orElseThrow()));

    assertThat(numbers(first)).containsExactly(0, 1, 2);
    assertThat(numbers(second)).containsExactly(3, 4, 5, 6);
    assertThat(numbers(third)).containsExactly(7, 8, 9);
    assertThat(third.next()).isEmpty();
  }

  @Test
  void list_fullLastPage() {
    Page<Stored<RegistrationEntry>> first = dataStore.entries().list(ALL, PageRequest.first(5));
    Page<Stored<RegistrationEntry>> second =
        dataStore.entries().list(ALL, PageRequest.first(5).after(first.next().orElseThrow()));

    assertThat(second.items()).hasSize(5);
    assertThat(second.next()).isEmpty();
    assertThat(dataStore.entries().list(ALL, PageRequest.first(10)).next()).isEmpty();
    assertThat(dataStore.entries().list(ALL, PageRequest.first(100)).items()).hasSize(10);
  }

  @Test
  void list_wholeListingShowsOneState() {
    Page<Stored<RegistrationEntry>> first = dataStore.entries().list(ALL, PageRequest.first(4));
    dataStore.entries().delete("e" + (char) ('z' - 5));
    dataStore.entries().update(numbered(6).toBuilder().hint("changed").build());
    dataStore.entries().create(numbered(10));

    Page<Stored<RegistrationEntry>> rest =
        dataStore.entries().list(ALL, PageRequest.first(10).after(first.next().orElseThrow()));

    assertThat(numbers(rest)).containsExactly(4, 5, 6, 7, 8, 9);
    assertThat(rest.items().get(2).value().hint()).isEmpty();
    assertThat(rest.floor()).isEqualTo(first.floor());
    assertThat(rest.next()).isEmpty();
  }

  @Test
  void list_snapshotMovedAfterItsTime() {
    PageRequest request = PageRequest.first(4);
    Page<Stored<RegistrationEntry>> first = dataStore.entries().list(ALL, request);
    dataStore.entries().delete("e" + (char) ('z' - 5));
    time.advance(Duration.ofSeconds(59));
    Page<Stored<RegistrationEntry>> second =
        dataStore.entries().list(ALL, PageRequest.first(1).after(first.next().orElseThrow()));
    assertThat(numbers(second)).containsExactly(4);

    time.advance(Duration.ofSeconds(59));
    Page<Stored<RegistrationEntry>> third =
        dataStore.entries().list(ALL, PageRequest.first(1).after(second.next().orElseThrow()));
    assertThat(numbers(third)).as("each page keeps the state for as long again").containsExactly(5);

    time.advance(Duration.ofSeconds(61));
    PageToken old = third.next().orElseThrow();
    assertRefused(Code.ABORTED, () -> dataStore.entries().list(ALL, request.after(old)))
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SNAPSHOT_MOVED));
    dataStore.entries().create(numbered(10));
    Page<Stored<RegistrationEntry>> going =
        dataStore.entries().list(ALL, PageRequest.first(10).continuingWhenMoved().after(old));
    assertThat(numbers(going)).containsExactly(6, 7, 8, 9, 10);
    assertThat(going.floor().revision()).isGreaterThan(first.floor().revision());
  }

  @Test
  void list_onAnotherServer() {
    Page<Stored<RegistrationEntry>> first = dataStore.entries().list(ALL, PageRequest.first(4));
    PageRequest next = PageRequest.first(4).after(first.next().orElseThrow());
    assertThat(other.entries().count(ALL)).isEqualTo(10);
    assertThat(numbers(other.entries().list(ALL, PageRequest.first(10).after(first.next().get()))))
        .as("nothing has changed since")
        .containsExactly(4, 5, 6, 7, 8, 9);

    dataStore.entries().delete("e" + (char) ('z' - 5));
    assertThat(other.entries().count(ALL)).isEqualTo(9);

    assertRefused(Code.ABORTED, () -> other.entries().list(ALL, next));
    assertThat(numbers(other.entries().list(ALL, next.continuingWhenMoved())))
        .containsExactly(4, 6, 7, 8);
    assertThat(numbers(dataStore.entries().list(ALL, next))).containsExactly(4, 5, 6, 7);
  }

  @Test
  void list_badTokens() {
    PageRequest request = PageRequest.first(4);
    String good = dataStore.entries().list(ALL, request).next().orElseThrow().value();
    List<String> bad = new ArrayList<>(List.of("x", "!!!", "AAAA", good + "A", "A" + good));
    for (int i = 0; i < good.length(); i += 7) {
      bad.add(changed(good, i));
    }
    bad.add(changed(good, good.length() - 1));

    for (String token : bad) {
      assertRefused(
              Code.INVALID_ARGUMENT,
              () -> dataStore.entries().list(ALL, request.after(new PageToken(token))))
          .hasMessageContaining("page request: token: ");
    }
    assertThat(dataStore.entries().list(ALL, request.after(new PageToken(good))).items())
        .hasSize(4);
  }

  /** Changes a character to the one beside it, which may stand for the same bytes at the end. */
  private static String changed(String token, int at) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char beside = alphabet.charAt(alphabet.indexOf(token.charAt(at)) ^ 1);
    return token.substring(0, at) + beside + token.substring(at + 1);
  }

  @Test
  void list_tokenOfAnotherListing() {
    PageRequest request = PageRequest.first(4);
    PageToken token = dataStore.entries().list(ALL, request).next().orElseThrow();

    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> dataStore.entries().list(ALL.byHint("x"), request.after(token)));
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.bundles().list(request.after(token)));
    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> dataStore.nodes().list(NodeFilter.all(), NodeDetail.NODE_ONLY, request.after(token)));
    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> dataStore.nodeSelectors().list(NodeSelectorFilter.all(), request.after(token)));
  }

  @Test
  void list_badSize() {
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().list(ALL, PageRequest.first(0)))
        .hasMessageContaining("page request: size: ");
    assertRefused(
        Code.INVALID_ARGUMENT, () -> dataStore.entries().list(ALL, PageRequest.first(-1)));
  }

  @Test
  void list_ofWhatTheCacheHolds() {
    Page<Stored<RegistrationEntry>> page =
        dataStore.entries().list(ALL, PageRequest.first(20).at(ReadConsistency.cached()));

    assertThat(page.items()).as("a write is seen by its own server").hasSize(10);
    assertThat(page.age()).isLessThan(Duration.ofMinutes(1));
  }
}
