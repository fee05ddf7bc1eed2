package dev.holdfast.conformance.mutant;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.StoreEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Stores that misunderstand keys and values. */
final class KeyMutants {

  private KeyMutants() {}

  /** M16: a prefix is a pattern of LIKE. */
  static final class LikePrefix extends ForwardingStore {

    LikePrefix(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      if (!isPattern(request.range())) {
        return super.get(request);
      }
      GetRequest wide =
          new GetRequest(
              literalPart(request.range()),
              request.startAfter(),
              OptionalInt.empty(),
              request.content(),
              request.txn(),
              request.floor());
      return Futures.map(
          super.get(wide),
          page -> {
            List<KeyValue> matching =
                page.entries().stream()
                    .filter(entry -> matches(request.range(), entry.key()))
                    .toList();
            int limit = Math.min(matching.size(), request.limit().orElse(Integer.MAX_VALUE));
            return new GetResult(
                page.header(), matching.subList(0, limit), limit < matching.size());
          });
    }

    @Override
    public CompletableFuture<CountResult> count(CountRequest request) {
      if (!isPattern(request.range())) {
        return super.count(request);
      }
      return Futures.map(
          get(GetRequest.of(request.range())),
          page -> new CountResult(page.header(), page.entries().size()));
    }

    @Override
    public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
      if (!isPattern(request.range())) {
        return super.delete(request);
      }
      GetResult found = get(GetRequest.of(request.range())).join();
      CompletableFuture<DeleteResult> last =
          CompletableFuture.completedFuture(new DeleteResult(found.header(), 0));
      for (KeyValue entry : found.entries()) {
        last = super.delete(DeleteRequest.of(entry.key()));
      }
      return Futures.map(last, result -> new DeleteResult(result.header(), found.entries().size()));
    }

    private static boolean isPattern(KeyRange range) {
      return range instanceof KeyRange.Prefix prefix
          && literalSize(prefix) < prefix.prefix().size();
    }

    private static int literalSize(KeyRange.Prefix prefix) {
      int size = 0;
      while (size < prefix.prefix().size()
          && prefix.prefix().byteAt(size) != '%'
          && prefix.prefix().byteAt(size) != '_') {
        size++;
      }
      return size;
    }

    private static KeyRange literalPart(KeyRange range) {
      Bytes prefix = ((KeyRange.Prefix) range).prefix();
      int size = literalSize((KeyRange.Prefix) range);
      return KeyRange.prefix(Bytes.wrap(Arrays.copyOf(prefix.toByteArray(), size)));
    }

    private static boolean matches(KeyRange range, Bytes key) {
      StringBuilder pattern = new StringBuilder();
      for (byte b : ((KeyRange.Prefix) range).prefix().toByteArray()) {
        char c = (char) (b & 0xFF);
        pattern.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c)));
      }
      String text = new String(key.toByteArray(), ISO_8859_1);
      return Pattern.compile(pattern + ".*", Pattern.DOTALL).matcher(text).matches();
    }
  }

  /** M17: keys are ordered by signed bytes. */
  static final class SignedOrder extends ForwardingStore {

    private static final Comparator<KeyValue> SIGNED =
        (a, b) -> Arrays.compare(a.key().toByteArray(), b.key().toByteArray());

    SignedOrder(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      return Futures.map(
          super.get(request),
          page ->
              new GetResult(
                  page.header(), page.entries().stream().sorted(SIGNED).toList(), page.more()));
    }
  }

  /** M18: keys are kept in a column of text. */
  static final class TextColumn extends ForwardingStore {

    TextColumn(Store store) {
      super(store);
    }

    private static Bytes text(Bytes key) {
      return Bytes.utf8(prefix(key).toUtf8().stripTrailing());
    }

    private static Bytes prefix(Bytes key) {
      String text = new String(key.toByteArray(), UTF_8).toLowerCase(Locale.ROOT);
      int zero = text.indexOf('\0');
      Bytes kept = Bytes.utf8(zero < 0 ? text : text.substring(0, zero));
      // What nothing is left of would be refused as an empty key.
      return kept.isEmpty() && !key.isEmpty() ? Bytes.utf8("?") : kept;
    }

    private static KeyRange text(KeyRange range) {
      return range instanceof KeyRange.SingleKey single
          ? KeyRange.key(text(single.key()))
          : KeyRange.prefix(prefix(((KeyRange.Prefix) range).prefix()));
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest put) {
      return super.put(
          new PutRequest(
              text(put.key()), put.value(), put.txn(), put.precondition(), put.requestId()));
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest get) {
      return super.get(
          new GetRequest(
              text(get.range()),
              get.startAfter().map(TextColumn::text),
              get.limit(),
              get.content(),
              get.txn(),
              get.floor()));
    }

    @Override
    public CompletableFuture<DeleteResult> delete(DeleteRequest delete) {
      return super.delete(
          new DeleteRequest(
              text(delete.range()), delete.txn(), delete.precondition(), delete.requestId()));
    }

    @Override
    public CompletableFuture<CountResult> count(CountRequest count) {
      return super.count(new CountRequest(text(count.range()), count.txn(), count.floor()));
    }

    @Override
    public CompletableFuture<CommitResult> commit(CommitRequest commit) {
      List<Mutation> mutations = new ArrayList<>();
      for (Mutation mutation : commit.mutations()) {
        mutations.add(
            mutation instanceof Mutation.Put put
                ? Mutation.put(text(put.key()), put.value())
                : Mutation.delete(text(((Mutation.Delete) mutation).range())));
      }
      return super.commit(
          new CommitRequest(commit.txn(), commit.checks(), mutations, commit.kind()));
    }

    @Override
    public Watch watch(WatchRequest watch) {
      return super.watch(
          new WatchRequest(
              watch.ranges().stream().map(TextColumn::text).toList(),
              watch.start(),
              watch.historyId(),
              watch.detail(),
              watch.progress()));
    }
  }

  /** M19: the end of a prefix of 0xFF bytes is a zero byte, and so nothing lies before it. */
  static final class WrappingPrefix extends ForwardingStore {

    WrappingPrefix(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      boolean wraps =
          request.range() instanceof KeyRange.Prefix prefix
              && !prefix.prefix().isEmpty()
              && prefix.prefix().prefixEnd().isEmpty();
      return Futures.map(
          super.get(request),
          page -> wraps ? new GetResult(page.header(), List.of(), false) : page);
    }
  }

  /** M21: an entry with an empty value is not found. */
  static final class EmptyIsAbsent extends ForwardingStore {

    EmptyIsAbsent(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      if (request.content() == GetRequest.Content.KEYS_ONLY) {
        return super.get(request);
      }
      return Futures.map(
          super.get(request),
          page ->
              new GetResult(
                  page.header(),
                  page.entries().stream().filter(entry -> !entry.value().isEmpty()).toList(),
                  page.more()));
    }
  }

  /** M26: the first overwrite sets create_revision anew, as a plain Get of the key tells. */
  static final class RebornByOverwrite extends ForwardingStore {

    RebornByOverwrite(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      if (!(request.range() instanceof KeyRange.SingleKey)
          || request.txn().isPresent()
          || request.floor().revision() > 0) {
        return super.get(request);
      }
      return Futures.map(
          super.get(request),
          page ->
              new GetResult(
                  page.header(),
                  page.entries().stream().map(RebornByOverwrite::reborn).toList(),
                  page.more()));
    }

    private static KeyValue reborn(KeyValue entry) {
      return entry.version() == 2
          ? new KeyValue(
              entry.key(), entry.value(), entry.modRevision(), entry.modRevision(), entry.version())
          : entry;
    }
  }

  /** M31: limits count characters, and one more is accepted. */
  static final class CharacterLimits extends ForwardingStore {

    private final StoreInfo told;

    /** Makes an engine that lets through what the store is to judge. */
    static StoreEngine lenient(StoreEngine engine) {
      Limits limits = engine.info().limits();
      Limits wide =
          new Limits(
              limits.maxKeyBytes() * 8,
              limits.maxValueBytes() * 2,
              limits.maxTxnOps(),
              limits.maxTxnReads(),
              limits.maxTxnBytes(),
              limits.maxDeleteKeys(),
              limits.maxPageEntries(),
              limits.maxPageBytes(),
              limits.maxOpenTxns(),
              limits.maxWatches(),
              limits.maxRanges(),
              limits.maxQueuedWrites(),
              limits.maxTxnAge(),
              limits.defaultLease(),
              limits.minLease(),
              limits.maxLease(),
              limits.outcomeRetention(),
              limits.historyRetention(),
              limits.maxProgressLag(),
              limits.maxRevisionBytes());
      return new Described(engine, info -> Described.withLimits(info, wide));
    }

    CharacterLimits(Store store) {
      super(store);
      StoreInfo wide = store.blocking().info();
      Limits limits = wide.limits();
      Limits standard =
          Limits.standard()
              .withHistoryRetention(limits.historyRetention())
              .withLeases(limits.minLease(), limits.maxLease());
      this.told = Described.withLimits(wide, standard);
    }

    @Override
    public CompletableFuture<StoreInfo> info() {
      return CompletableFuture.completedFuture(told);
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest request) {
      return Futures.call(
          () -> {
            int most = told.limits().maxKeyBytes() + 1;
            int characters = request.key().toUtf8().length();
            if (characters > most) {
              throw Refusals.tooLarge(ErrorReason.KEY_TOO_LARGE, "the key", characters, most);
            }
            int size = request.value().size();
            if (size > told.limits().maxValueBytes() + 1) {
              throw Refusals.tooLarge(ErrorReason.VALUE_TOO_LARGE, "the value", size, most);
            }
            return super.put(request);
          });
    }
  }
}
