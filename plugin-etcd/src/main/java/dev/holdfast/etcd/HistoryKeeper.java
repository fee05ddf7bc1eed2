package dev.holdfast.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Futures;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Enters the history that the cluster is in, and names it where nobody has.
 *
 * <p>The name stands in the cluster beside the id of the cluster that it was given in: a snapshot
 * carries both along, and is found out by the second.
 */
final class HistoryKeeper {

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;

  HistoryKeeper(EtcdClient client, EtcdKeys keys, EtcdHistory history) {
    this.client = client;
    this.keys = keys;
    this.history = history;
  }

  /**
   * Enters the history, and returns a revision of it that something watched was put at.
   *
   * <p>A history that is suspected is not entered again: it is given another name, unless another
   * process has done so.
   */
  CompletableFuture<Long> enter() {
    return Futures.untilPresent(this::tryToEnter);
  }

  private CompletableFuture<Optional<Long>> tryToEnter() {
    TxnRequest look =
        TxnRequest.newBuilder()
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestRange(RangeRequest.newBuilder().setKey(keys.history())))
            .build();
    return client
        .txnOfAnyHistory(look)
        .thenCompose(this::judge)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(EtcdErrors.ofRead(failure)));
  }

  private CompletableFuture<Optional<Long>> judge(TxnResponse answer) {
    long cluster = answer.getHeader().getClusterId();
    Optional<KeyValue> stored =
        answer.getResponses(0).getResponseRange().getKvsList().stream().findFirst();
    Optional<EtcdHistory.Name> named = stored.map(HistoryKeeper::read);
    boolean usable =
        named.isPresent()
            && named.get().clusterId() == cluster
            && !named.get().id().equals(history.name().id());
    return usable ? enter(named.get()) : name(stored, cluster);
  }

  /** Gives the history a name, if nobody else does; another look tells which it has. */
  private CompletableFuture<Optional<Long>> name(Optional<KeyValue> stored, long cluster) {
    ByteString value =
        ByteString.copyFromUtf8(Long.toHexString(cluster) + " " + TxnId.random().value());
    TxnRequest put =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setTarget(Compare.CompareTarget.MOD)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setKey(keys.history())
                    .setModRevision(stored.map(KeyValue::getModRevision).orElse(0L)))
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder().setKey(keys.history()).setValue(value)))
            .build();
    return client.txnOfAnyHistory(put).thenApply(answer -> Optional.empty());
  }

  private CompletableFuture<Optional<Long>> enter(EtcdHistory.Name name) {
    return client
        .txnOfAnyHistory(progress(keys))
        .thenApply(
            answer -> {
              if (answer.getHeader().getClusterId() != name.clusterId()) {
                return Optional.empty();
              }
              long revision = answer.getHeader().getRevision();
              history.enter(name, revision);
              return Optional.of(revision);
            });
  }

  /** Returns a commit that changes nothing but what the watch has to tell. */
  static TxnRequest progress(EtcdKeys keys) {
    return TxnRequest.newBuilder()
        .addSuccess(
            RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(keys.progress())))
        .build();
  }

  private static EtcdHistory.Name read(KeyValue stored) {
    String[] words = stored.getValue().toString(UTF_8).split(" ", 2);
    return new EtcdHistory.Name(
        words[words.length - 1], Long.parseUnsignedLong(words[0], 16), stored.getCreateRevision());
  }
}
