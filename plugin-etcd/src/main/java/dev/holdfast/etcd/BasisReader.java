package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ReadSet;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Reads what a commit is built on; for one commit, and one turn of it. */
final class BasisReader {

  private final EtcdKeys keys;
  private final Limits limits;
  private final Attempt attempt;
  private final CommitBasis.Lives lives;

  private final List<Question> questions = new ArrayList<>();
  private final Map<Bytes, Long> seen = new HashMap<>();
  private final Map<KeyRange.Prefix, CommitBasis.Found> prefixes = new HashMap<>();
  private final Map<Bytes, io.etcd.jetcd.api.KeyValue> overwritten = new HashMap<>();

  /** A range to read, and who is told what it holds at which revision. */
  private record Question(RangeRequest range, Listener listener) {}

  /** Is told what a range holds. */
  private interface Listener {
    void found(RangeResponse answer, long revision);
  }

  BasisReader(EtcdKeys keys, Limits limits, Attempt attempt, CommitBasis.Lives lives) {
    this.keys = keys;
    this.limits = limits;
    this.attempt = attempt;
    this.lives = lives;
  }

  /** Reads it, in as few calls as etcd's limit allows; in none where nothing is needed. */
  CompletableFuture<CommitBasis> read(EtcdClient client) {
    attempt.reads().ifPresent(this::askReads);
    NetWrites.prefixes(attempt.mutations()).forEach(this::askPrefix);
    NetWrites.putAfterDelete(attempt.mutations()).forEach(this::askOverwritten);
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (int from = 0; from < questions.size(); from += EtcdCommit.MAX_COMPARES) {
      List<Question> some =
          questions.subList(from, Math.min(questions.size(), from + EtcdCommit.MAX_COMPARES));
      all = all.thenCompose(before -> client.txn(request(some)).thenAccept(a -> tell(some, a)));
    }
    return all.thenApply(done -> new CommitBasis(seen, prefixes, overwritten, lives))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(sort(failure)));
  }

  private StoreException sort(Throwable failure) {
    StoreException sorted = EtcdErrors.ofRead(failure);
    return sorted.reason() == ErrorReason.COMPACTED && attempt.reads().isPresent()
        ? Refusals.snapshotGone(attempt.reads().get().snapshot().revision())
        : sorted;
  }

  private static TxnRequest request(List<Question> questions) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    for (Question question : questions) {
      request.addSuccess(RequestOp.newBuilder().setRequestRange(question.range()));
    }
    return request.build();
  }

  private static void tell(List<Question> questions, TxnResponse answer) {
    for (int i = 0; i < questions.size(); i++) {
      ResponseOp found = answer.getResponses(i);
      questions.get(i).listener().found(found.getResponseRange(), answer.getHeader().getRevision());
    }
  }

  private void askReads(ReadSet reads) {
    long snapshot = reads.snapshot().revision();
    Set<Bytes> asked = new HashSet<>(reads.keys());
    asked.forEach(key -> seen.put(key, 0L));
    asked.forEach(key -> ask(KeyInterval.of(key), snapshot, 1, this::see));
    for (KeyInterval interval : reads.intervals()) {
      ask(interval, snapshot, EtcdCommit.MAX_COMPARES, this::see);
    }
  }

  private void see(RangeResponse answer, long revision) {
    if (answer.getMore()) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the number of keys in a range that the transaction read or counted",
          answer.getCount(),
          limits.maxTxnReads());
    }
    answer
        .getKvsList()
        .forEach(entry -> seen.put(keys.keyOfEntry(entry.getKey()), entry.getModRevision()));
  }

  private void askPrefix(KeyRange.Prefix prefix) {
    ask(
        prefix.interval(),
        0,
        limits.maxDeleteKeys() + 1,
        (answer, revision) -> {
          if (answer.getKvsCount() > limits.maxDeleteKeys()) {
            throw Refusals.tooManyDeleted(prefix, limits);
          }
          List<Bytes> found =
              answer.getKvsList().stream().map(entry -> keys.keyOfEntry(entry.getKey())).toList();
          prefixes.put(prefix, new CommitBasis.Found(found, revision));
        });
  }

  private void askOverwritten(Bytes key) {
    ask(
        KeyInterval.of(key),
        0,
        1,
        (answer, revision) ->
            answer.getKvsList().stream().findFirst().ifPresent(e -> overwritten.put(key, e)));
  }

  private void ask(KeyInterval interval, long revision, long limit, Listener listener) {
    if (interval.isEmpty()) {
      return;
    }
    RangeRequest range =
        EtcdReader.request(keys.entries(interval), revision)
            .setKeysOnly(true)
            .setLimit(limit)
            .build();
    questions.add(new Question(range, listener));
  }
}
