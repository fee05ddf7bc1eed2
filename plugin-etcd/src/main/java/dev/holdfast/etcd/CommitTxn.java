package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.ReadSet;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * A commit as one transaction of etcd: it applies, whole, where everything that it is built on
 * still stands.
 *
 * <p>A range compare of etcd's does not see deletes, so a range that was read takes one compare
 * that nothing in it was put since, and one for each key that it held. Where a name is repeated its
 * outcome is found, since the commit wants it to be absent. If the compares fail, the same
 * transaction tells what {@link CommitAnswer} needs to say why.
 */
final class CommitTxn {

  /** etcd's bound on a request's bytes, less what it adds itself. */
  private static final int MAX_BYTES = (3 << 19) - 4_096;

  private final EtcdKeys keys;
  private final Attempt attempt;
  private final CommitBasis basis;
  private final NavigableMap<Bytes, NetWrites.Write> writes;
  private final Mode mode;
  private final long nonce;
  private final TxnRequest.Builder request = TxnRequest.newBuilder();

  /** Whether a failure must be final. */
  enum Mode {
    /** The first try: if it fails, nothing of the name is left behind. */
    FIRST,
    /** The try after one whose fate is unknown: if it fails, the name is fenced. */
    FINAL
  }

  CommitTxn(EtcdKeys keys, Attempt attempt, CommitBasis basis, Mode mode, long nonce) {
    this.keys = keys;
    this.attempt = attempt;
    this.basis = basis;
    this.mode = mode;
    this.nonce = nonce;
    Map<KeyRange.Prefix, List<Bytes>> found = new HashMap<>();
    basis.prefixes().forEach((prefix, held) -> found.put(prefix, held.keys()));
    this.writes = NetWrites.of(attempt.mutations(), found);
    // A delete of what certainly is not there changes nothing.
    writes
        .entrySet()
        .removeIf(
            write ->
                write.getValue().value().isEmpty()
                    && basis.seen().getOrDefault(write.getKey(), 1L) == 0);
  }

  /** Returns the name under which an outcome may be found; nothing for a commit without writes. */
  Optional<Operation> named() {
    return attempt.operation().filter(named -> !attempt.mutations().isEmpty());
  }

  /** Returns the name under which the outcome is kept; nothing where nothing is to be changed. */
  private Optional<Operation> recorded() {
    return named().filter(named -> !writes.isEmpty());
  }

  /** Returns whether the request needs a lease. */
  boolean needsLease() {
    return recorded().isPresent() || (mode == Mode.FINAL && named().isPresent());
  }

  /** Returns the same commit, sent in another mode. */
  CommitTxn inMode(Mode other) {
    return new CommitTxn(keys, attempt, basis, other, nonce);
  }

  Attempt attempt() {
    return attempt;
  }

  CommitBasis basis() {
    return basis;
  }

  /** Returns whether a put is among the writes. */
  boolean puts() {
    return writes.values().stream().anyMatch(write -> write.value().isPresent());
  }

  /**
   * Returns whether the deletes are left to etcd's own look: nothing is known of their keys, and
   * the outcome's record must tell whether there was any.
   */
  boolean branches() {
    return recorded().isPresent() && !puts() && !deletesSomethingForSure();
  }

  private boolean deletesSomethingForSure() {
    return writes.keySet().stream().anyMatch(key -> basis.seen().getOrDefault(key, 0L) > 0)
        || basis.prefixes().values().stream().anyMatch(found -> !found.keys().isEmpty());
  }

  /**
   * Returns the request.
   *
   * @param lease what the outcome's record is bound to
   */
  TxnRequest request(long lease) {
    named().ifPresent(named -> request.addCompare(absent(keys.outcome(named))));
    attempt.reads().ifPresent(reads -> addReads(keys, reads, basis, request));
    attempt.checks().forEach(check -> request.addCompare(compare(check)));
    basis.prefixes().forEach(this::addPrefix);
    writes.forEach(this::addOverwritten);
    lifeSpan().ifPresent(span -> request.addCompare(notPutSince(span, basis.lives().revision())));
    if (branches()) {
      addBranch(lease);
    } else {
      writes.forEach((key, write) -> addWrite(request, key, write));
      recorded().ifPresent(named -> request.addSuccess(record(named, lease, deletedForSure())));
    }
    addQuestions(lease);
    if (request.getSuccessCount() == 0) {
      request.addSuccess(upToDate(keys));
    }
    return requireFits();
  }

  /** Returns the request for whether what a transaction read still stands. */
  static TxnRequest look(EtcdKeys keys, ReadSet reads, CommitBasis basis) {
    TxnRequest.Builder look = TxnRequest.newBuilder().addSuccess(upToDate(keys));
    addReads(keys, reads, basis, look);
    return look.build();
  }

  /**
   * Returns a read that has a transaction judged by the cluster's latest state: one without any
   * operation is judged by what the member that is asked happens to know.
   */
  private static RequestOp upToDate(EtcdKeys keys) {
    return RequestOp.newBuilder()
        .setRequestRange(RangeRequest.newBuilder().setKey(keys.history()).setCountOnly(true))
        .build();
  }

  /** Adds the compares that hold as long as nothing that a transaction read has changed. */
  private static void addReads(
      EtcdKeys keys, ReadSet reads, CommitBasis basis, TxnRequest.Builder request) {
    long snapshot = reads.snapshot().revision();
    for (KeyInterval interval : reads.intervals()) {
      if (!interval.isEmpty()) {
        request.addCompare(notPutSince(keys.entries(interval), snapshot));
      }
    }
    basis.seen().forEach((key, mod) -> request.addCompare(isAt(keys.entry(key), mod)));
  }

  private void addPrefix(KeyRange.Prefix prefix, CommitBasis.Found found) {
    EtcdKeys.Span span = keys.entries(prefix.interval());
    request.addCompare(
        Compare.newBuilder()
            .setTarget(Compare.CompareTarget.CREATE)
            .setResult(Compare.CompareResult.LESS)
            .setKey(span.from())
            .setRangeEnd(span.until())
            .setCreateRevision(found.revision() + 1));
    boolean counted =
        attempt.operation().filter(named -> named.kind() == Operation.Kind.REQUEST).isPresent();
    found.keys().stream()
        .limit(counted ? found.keys().size() : 1)
        .forEach(key -> request.addCompare(present(keys.entry(key))));
  }

  private void addOverwritten(Bytes key, NetWrites.Write write) {
    if (write.value().isPresent() && write.fresh() && !basis.seen().containsKey(key)) {
      long mod =
          Optional.ofNullable(basis.overwritten().get(key))
              .map(io.etcd.jetcd.api.KeyValue::getModRevision)
              .orElse(0L);
      request.addCompare(isAt(keys.entry(key), mod));
    }
  }

  /** Returns where lives of the keys to put would be. */
  Optional<EtcdKeys.Span> lifeSpan() {
    return puts()
        ? Optional.of(
            keys.lives(
                new KeyInterval(writes.firstKey(), Optional.of(writes.lastKey().successor()))))
        : Optional.empty();
  }

  private void addWrite(TxnRequest.Builder to, Bytes key, NetWrites.Write write) {
    if (write.value().isEmpty()) {
      to.addSuccess(delete(keys.entry(key)));
      return;
    }
    Bytes value = write.value().get();
    Optional<io.etcd.jetcd.api.KeyValue> replaced =
        Optional.ofNullable(basis.overwritten().get(key)).filter(entry -> write.fresh());
    Optional<Life> life = Optional.ofNullable(basis.lives().byKey().get(key));
    if (replaced.isPresent()) {
      to.addSuccess(put(keys.entry(key), StoredEntry.born(nonce, value)));
      to.addSuccess(put(keys.life(key), Life.record(replaced.get().getVersion())));
    } else if (life.isPresent()) {
      to.addSuccess(goOn(key, life.get(), value));
    } else {
      to.addSuccess(put(keys.entry(key), StoredEntry.plain(nonce, value)));
    }
  }

  /**
   * Puts a key whose life etcd does not know, or that has been deleted since its life was noted.
   */
  private RequestOp goOn(Bytes key, Life life, Bytes value) {
    ByteString entry = keys.entry(key);
    return nested(
        TxnRequest.newBuilder()
            .addCompare(absent(entry))
            .addSuccess(put(entry, StoredEntry.plain(nonce, value)))
            .addSuccess(delete(keys.life(key)))
            .addFailure(put(entry, StoredEntry.living(nonce, life, value))));
  }

  /** Deletes, and keeps the outcome if there was anything to delete. */
  private void addBranch(long lease) {
    TxnRequest.Builder branch = TxnRequest.newBuilder();
    writes.keySet().forEach(key -> branch.addCompare(absent(keys.entry(key))));
    writes.keySet().forEach(key -> branch.addFailure(delete(keys.entry(key))));
    recorded().ifPresent(named -> branch.addFailure(record(named, lease, writes.size())));
    request.addSuccess(nested(branch));
  }

  private long deletedForSure() {
    return writes.values().stream().filter(write -> write.value().isEmpty()).count();
  }

  /** Asks, for the case that the compares fail, what {@link CommitAnswer} judges by. */
  private void addQuestions(long lease) {
    named().ifPresent(named -> request.addFailure(get(point(keys.outcome(named)))));
    lifeSpan().ifPresent(span -> request.addFailure(get(span)));
    for (Check check : attempt.checks()) {
      request.addFailure(
          RequestOp.newBuilder()
              .setRequestRange(
                  EtcdReader.request(keys.entries(KeyInterval.of(check.key())), 0)
                      .setKeysOnly(true)));
    }
    if (mode == Mode.FINAL) {
      named().ifPresent(named -> request.addFailure(nested(fence(keys, named, lease))));
    }
  }

  /** Returns the transaction that keeps a name from ever being committed under. */
  static TxnRequest.Builder fence(EtcdKeys keys, Operation named, long lease) {
    ByteString key = keys.outcome(named);
    return TxnRequest.newBuilder()
        .addCompare(absent(key))
        .addSuccess(put(key, OutcomeRecord.REFUSED.stored(), lease))
        .addFailure(get(point(key)));
  }

  private TxnRequest requireFits() {
    int compares = request.getCompareCount();
    int inner = branches() ? writes.size() + 1 : 0;
    int width = Math.max(compares, Math.max(request.getSuccessCount(), request.getFailureCount()));
    boolean nests = inner > 0 || mode == Mode.FINAL || !basis.lives().byKey().isEmpty();
    int most = EtcdCommit.MAX_COMPARES - (nests ? Math.max(inner, 2) : 0);
    if (width > most) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the number of keys read, checked and written that etcd must look at at once",
          width + Math.max(inner, 0),
          EtcdCommit.MAX_COMPARES);
    }
    TxnRequest built = request.build();
    if (built.getSerializedSize() > MAX_BYTES) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the commit's size in bytes, with the keys that it read,",
          built.getSerializedSize(),
          MAX_BYTES);
    }
    return built;
  }

  private Compare.Builder compare(Check check) {
    ByteString key = keys.entry(check.key());
    Precondition precondition = check.precondition();
    if (precondition == Precondition.absent()) {
      return absent(key);
    }
    if (precondition instanceof Precondition.ModRevision wanted) {
      return isAt(
          key, wanted.revision() > 0 ? wanted.revision() : -1); // 0 is etcd's word for absent
    }
    return present(key);
  }

  private RequestOp record(Operation named, long lease, long deleted) {
    return put(keys.outcome(named), OutcomeRecord.wrote(deleted, named.hash()).stored(), lease);
  }

  private static Compare.Builder absent(ByteString key) {
    return version(key, Compare.CompareResult.EQUAL);
  }

  private static Compare.Builder present(ByteString key) {
    return version(key, Compare.CompareResult.GREATER);
  }

  private static Compare.Builder version(ByteString key, Compare.CompareResult result) {
    return Compare.newBuilder()
        .setTarget(Compare.CompareTarget.VERSION)
        .setResult(result)
        .setKey(key)
        .setVersion(0);
  }

  private static Compare.Builder isAt(ByteString key, long modRevision) {
    return Compare.newBuilder()
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.EQUAL)
        .setKey(key)
        .setModRevision(modRevision);
  }

  private static Compare.Builder notPutSince(EtcdKeys.Span span, long revision) {
    return Compare.newBuilder()
        .setTarget(Compare.CompareTarget.MOD)
        .setResult(Compare.CompareResult.LESS)
        .setKey(span.from())
        .setRangeEnd(span.until())
        .setModRevision(revision + 1);
  }

  private static RequestOp get(EtcdKeys.Span span) {
    return RequestOp.newBuilder().setRequestRange(EtcdReader.request(span, 0)).build();
  }

  private static EtcdKeys.Span point(ByteString key) {
    return new EtcdKeys.Span(key, ByteString.EMPTY);
  }

  private static RequestOp put(ByteString key, ByteString value) {
    return put(key, value, 0);
  }

  private static RequestOp put(ByteString key, ByteString value, long lease) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
        .build();
  }

  private static RequestOp delete(ByteString key) {
    return RequestOp.newBuilder()
        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key).build())
        .build();
  }

  private static RequestOp nested(TxnRequest.Builder txn) {
    return RequestOp.newBuilder().setRequestTxn(txn).build();
  }
}
