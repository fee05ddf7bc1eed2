package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

public abstract class JoinTokensContract extends DataStoreContract {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void create_thenFetchAndListAnywhere() {
    Stored<JoinToken> first = dataStore.joinTokens().create(new JoinToken("spiffe://a", NOON));
    Stored<JoinToken> second = dataStore.joinTokens().create(new JoinToken("a", NOON));

    assertThat(other.joinTokens().fetch("spiffe://a")).contains(first);
    assertThat(other.joinTokens().fetch("a")).contains(second);
    assertThat(other.joinTokens().fetch("b")).isEmpty();
    assertThat(other.joinTokens().list()).containsExactly(first, second);
    assertThat(other.joinTokens().list(PageRequest.first(1)).items()).containsExactly(first);
    assertRefused(Code.ALREADY_EXISTS, () -> other.joinTokens().create(new JoinToken("a", NOON)))
        .hasMessageNotContaining("'a'");
  }

  @Test
  void create_brokenRules() {
    assertRefused(
            Code.INVALID_ARGUMENT, () -> dataStore.joinTokens().create(new JoinToken("", NOON)))
        .hasMessageContaining("join token: token: it has 0 bytes; it has from 1 to 255");
    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> dataStore.joinTokens().create(new JoinToken("ä".repeat(128), NOON)));
    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.joinTokens().create(new JoinToken("a", Instant.MAX)))
        .hasMessageContaining("expires_at");
    assertThat(other.joinTokens().list()).isEmpty();
    assertThat(dataStore.joinTokens().create(new JoinToken("a".repeat(255), NOON)).value().token())
        .hasSize(255);
  }

  @Test
  void delete_redeemsOnce() throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    closeLater(executor::shutdownNow);
    for (int round = 0; round < 10; round++) {
      Stored<JoinToken> created = dataStore.joinTokens().create(new JoinToken("t", NOON));
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        DataStore server = i % 2 == 0 ? dataStore : other;
        calls.add(executor.submit(() -> redeem(server, created)));
      }
      int redeemed = 0;
      for (Future<Boolean> call : calls) {
        redeemed += call.get(1, TimeUnit.MINUTES) ? 1 : 0;
      }
      assertThat(redeemed).isEqualTo(1);
      assertThat(dataStore.joinTokens().fetch("t")).isEmpty();
    }
  }

  private static boolean redeem(DataStore server, Stored<JoinToken> created) {
    try {
      assertThat(server.joinTokens().delete("t").record()).isEqualTo(created);
      return true;
    } catch (DataStoreException e) {
      assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
      return false;
    }
  }

  @Test
  void prune_strictlyBefore() {
    dataStore.joinTokens().create(new JoinToken("late", NOON.plusNanos(1)));
    dataStore.joinTokens().create(new JoinToken("then", NOON));
    dataStore.joinTokens().create(new JoinToken("early", NOON.minusNanos(1)));
    dataStore.joinTokens().create(new JoinToken("earlier", NOON.minusSeconds(1)));

    assertThat(other.joinTokens().prune(NOON, 1).count()).isEqualTo(1);
    assertThat(other.joinTokens().fetch("early")).as("the oldest goes first").isEmpty();
    Pruned pruned = other.joinTokens().prune(NOON, 10);

    assertThat(pruned.count()).isEqualTo(1);
    assertThat(dataStore.joinTokens().list())
        .extracting(it -> it.value().token())
        .containsExactly("late", "then");
    assertThat(other.joinTokens().prune(NOON, 10).count()).isZero();
    assertRefused(Code.INVALID_ARGUMENT, () -> other.joinTokens().prune(NOON, 0));
  }
}
