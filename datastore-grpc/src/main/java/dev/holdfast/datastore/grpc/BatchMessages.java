package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryChange;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.proto.datastore.v1.BatchEntryResult;
import dev.holdfast.proto.datastore.v1.UpdateEntryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Batches of entries, and what became of each, to and from their messages. */
final class BatchMessages {

  private BatchMessages() {}

  /**
   * Writes what can be read of a request, in the order of the request.
   *
   * @param messages the objects of the request
   * @param decoder reads one
   * @param write writes those that could be read
   */
  static <M, O, T> List<BatchResult<T>> write(
      List<M> messages, Function<M, O> decoder, Function<List<O>, List<BatchResult<T>>> write) {
    List<BatchResult<O>> decoded =
        messages.stream().map(message -> BatchResult.of(() -> decoder.apply(message))).toList();
    List<O> readable = new ArrayList<>();
    for (BatchResult<O> one : decoded) {
      if (one instanceof BatchResult.Done<O> done) {
        readable.add(done.value());
      }
    }
    var written = write.apply(readable).iterator();
    List<BatchResult<T>> all = new ArrayList<>();
    for (BatchResult<O> one : decoded) {
      all.add(
          one instanceof BatchResult.Failed<O> failed
              ? new BatchResult.Failed<>(failed.failure())
              : written.next());
    }
    return all;
  }

  static EntryChange change(UpdateEntryRequest request) {
    Wire.requirePresent(request.hasEntry(), EntryCodec.OBJECT);
    Set<EntryField> fields =
        request.hasMask() ? Masks.decode(request.getMask()) : EnumSet.allOf(EntryField.class);
    return new EntryChange(
        request.getEntry().getId(),
        EntryCodec.decodeUpdate(request.getEntry(), fields),
        Wire.expectation(request.getExpectation()));
  }

  static UpdateEntryRequest change(EntryChange change) {
    return UpdateEntryRequest.newBuilder()
        .setEntry(EntryCodec.encode(change.id(), change.update()))
        .setMask(Masks.encode(change.update().fields()))
        .setExpectation(Wire.expectation(change.expectation()))
        .build();
  }

  static BatchEntryResult created(BatchResult<CreatedEntry> result) {
    return encode(
        result,
        created ->
            stored(created.entry(), created.entry().floor()).setExisted(created.existed()).build());
  }

  static BatchEntryResult updated(BatchResult<Stored<RegistrationEntry>> result) {
    return encode(result, entry -> stored(entry, entry.floor()).build());
  }

  static BatchEntryResult deleted(BatchResult<Deleted<RegistrationEntry>> result) {
    return encode(result, deleted -> stored(deleted.record(), deleted.floor()).build());
  }

  private static BatchEntryResult.Builder stored(Stored<RegistrationEntry> entry, Floor floor) {
    return BatchEntryResult.newBuilder()
        .setHeader(Wire.header(floor, Duration.ZERO))
        .setEntry(Wire.entry(entry));
  }

  private static <T> BatchEntryResult encode(
      BatchResult<T> result, Function<T, BatchEntryResult> done) {
    return result instanceof BatchResult.Failed<T> failed
        ? BatchEntryResult.newBuilder().setStatus(Failures.status(failed.failure())).build()
        : done.apply(result.orElseThrow());
  }

  static CreatedEntry created(BatchEntryResult result, Stored<RegistrationEntry> entry) {
    return new CreatedEntry(
        entry, result.getExisted() ? CreatedEntry.Outcome.EXISTED : CreatedEntry.Outcome.CREATED);
  }

  static Deleted<RegistrationEntry> deleted(
      BatchEntryResult result, Stored<RegistrationEntry> entry) {
    return new Deleted<>(entry, Calls.floor(result.getHeader()));
  }

  /** Returns what became of the objects of a batch of some size, of which some may go untold. */
  static <T> List<BatchResult<T>> decode(
      List<BatchEntryResult> results,
      int size,
      BiFunction<BatchEntryResult, Stored<RegistrationEntry>, T> done) {
    if (results.size() != size) {
      throw new DataStoreException(
          DataStoreException.Reason.OUTCOME_UNKNOWN,
          "the server told what became of " + results.size() + " objects of " + size);
    }
    return results.stream().map(result -> decode(result, done)).toList();
  }

  private static <T> BatchResult<T> decode(
      BatchEntryResult result, BiFunction<BatchEntryResult, Stored<RegistrationEntry>, T> done) {
    if (result.getStatus().getCode() != 0) {
      return new BatchResult.Failed<>(Failures.failure(result.getStatus()));
    }
    String historyId = result.getHeader().getFloor().getHistoryId();
    return new BatchResult.Done<>(done.apply(result, Wire.entry(result.getEntry(), historyId)));
  }
}
