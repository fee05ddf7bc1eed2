package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.proto.datastore.v1.BatchServiceGrpc;
import dev.holdfast.proto.datastore.v1.BatchWriteRequest;
import dev.holdfast.proto.datastore.v1.Write;
import dev.holdfast.proto.datastore.v1.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Makes many writes by as few calls as it takes. */
final class Batches {

  private final Calls calls;

  Batches(Calls calls) {
    this.calls = calls;
  }

  /**
   * Writes objects in their order, each of which succeeds or fails alone.
   *
   * @param objects the objects
   * @param encoder makes the write of one
   * @param decoder reads what the call for it alone answers
   * @return what became of each, in the same order
   */
  <O, T> List<BatchResult<T>> write(
      List<O> objects, BiConsumer<Write.Builder, O> encoder, Function<WriteResult, T> decoder) {
    List<Write> writes = new ArrayList<>();
    for (O object : objects) {
      Write.Builder write = Write.newBuilder();
      encoder.accept(write, object);
      writes.add(write.build());
    }
    List<BatchResult<T>> results = new ArrayList<>();
    if (!writes.isEmpty()) {
      Chunks.cut(writes).forEach(some -> results.addAll(call(some, decoder)));
    }
    return List.copyOf(results);
  }

  /** Makes one call: what it has not told when it fails has failed, too. */
  private <T> List<BatchResult<T>> call(List<Write> writes, Function<WriteResult, T> decoder) {
    List<BatchResult<T>> results = new ArrayList<>();
    try {
      calls.each(
          BatchServiceGrpc.getBatchWriteMethod(),
          BatchWriteRequest.newBuilder().addAllWrites(writes).build(),
          Failures.Effect.WRITE,
          part -> part.getResultsList().forEach(result -> results.add(decode(result, decoder))));
      if (results.size() != writes.size()) {
        throw new DataStoreException(
            Reason.OUTCOME_UNKNOWN,
            "the server told what became of "
                + results.size()
                + " objects of "
                + writes.size()
                + "; read, then decide about the rest");
      }
    } catch (DataStoreException e) {
      while (results.size() < writes.size()) {
        results.add(new BatchResult.Failed<>(e));
      }
    }
    return results;
  }

  private static <T> BatchResult<T> decode(WriteResult result, Function<WriteResult, T> decoder) {
    return result.hasStatus() && result.getStatus().getCode() != 0
        ? new BatchResult.Failed<>(Failures.failure(result.getStatus()))
        : BatchResult.of(() -> decoder.apply(result));
  }
}
