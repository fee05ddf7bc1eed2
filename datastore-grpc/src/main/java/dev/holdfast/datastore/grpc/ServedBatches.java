package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.proto.datastore.v1.BatchServiceGrpc.BatchServiceImplBase;
import dev.holdfast.proto.datastore.v1.BatchWriteRequest;
import dev.holdfast.proto.datastore.v1.BatchWriteResponse;
import dev.holdfast.proto.datastore.v1.CreateEntryResponse;
import dev.holdfast.proto.datastore.v1.Write;
import dev.holdfast.proto.datastore.v1.Write.WriteCase;
import dev.holdfast.proto.datastore.v1.WriteResult;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Consumer;

/** Serves batches of writes: each is made by the service that makes it alone. */
final class ServedBatches extends BatchServiceImplBase {

  /** What is told after this time, so that a caller knows that the writes go on. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /** Entries that are created together. */
  private static final int MOST_ENTRIES = 256;

  private final ServedBundles bundles;
  private final ServedEntries entries;
  private final ServedNodes nodes;
  private final ServedNodeSelectors nodeSelectors;
  private final ServedJoinTokens joinTokens;
  private final ServedFederationRelationships relationships;
  private final ServedCaJournals journals;

  ServedBatches(
      ServedBundles bundles,
      ServedEntries entries,
      ServedNodes nodes,
      ServedNodeSelectors nodeSelectors,
      ServedJoinTokens joinTokens,
      ServedFederationRelationships relationships,
      ServedCaJournals journals) {
    this.bundles = bundles;
    this.entries = entries;
    this.nodes = nodes;
    this.nodeSelectors = nodeSelectors;
    this.joinTokens = joinTokens;
    this.relationships = relationships;
    this.journals = journals;
  }

  @Override
  public void batchWrite(BatchWriteRequest request, StreamObserver<BatchWriteResponse> observer) {
    Served.many(observer, () -> new Parts(request.getWritesList()));
  }

  /** Makes the writes as its parts are drawn: a caller that has gone away draws no more. */
  private final class Parts implements Iterator<BatchWriteResponse> {

    private final List<Write> writes;
    private final Queue<BatchWriteResponse> ready = new ArrayDeque<>();
    private int made;

    Parts(List<Write> writes) {
      this.writes = writes;
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || made < writes.size();
    }

    @Override
    public BatchWriteResponse next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (ready.isEmpty()) {
        write();
      }
      return ready.remove();
    }

    private void write() {
      List<WriteResult> results = new ArrayList<>();
      long begin = System.nanoTime();
      long bytes = 0;
      do {
        List<WriteResult> some = writeSome();
        made += some.size();
        results.addAll(some);
        bytes += some.stream().mapToLong(WriteResult::getSerializedSize).sum();
      } while (made < writes.size()
          && bytes < Chunks.MOST_BYTES
          && System.nanoTime() - begin < SILENCE.toNanos()
          && !Context.current().isCancelled());
      for (List<WriteResult> chunk : Chunks.cut(results)) {
        ready.add(BatchWriteResponse.newBuilder().addAllResults(chunk).build());
      }
    }

    private List<WriteResult> writeSome() {
      List<Write> creations =
          writes.subList(made, Math.min(writes.size(), made + MOST_ENTRIES)).stream()
              .takeWhile(write -> write.getWriteCase() == WriteCase.CREATE_ENTRY)
              .toList();
      return creations.isEmpty() ? List.of(one(writes.get(made))) : entries(creations);
    }
  }

  private List<WriteResult> entries(List<Write> creations) {
    try (Interruption interruption = Interruption.whenCancelled()) {
      return entries.createEach(creations.stream().map(Write::getCreateEntry).toList()).stream()
          .map(ServedBatches::result)
          .toList();
    }
  }

  private static WriteResult result(BatchResult<CreateEntryResponse> result) {
    return result instanceof BatchResult.Failed<CreateEntryResponse> failed
        ? failed(failed.failure())
        : WriteResult.newBuilder().setCreateEntry(result.orElseThrow()).build();
  }

  private static WriteResult failed(DataStoreException failure) {
    return WriteResult.newBuilder().setStatus(Failures.status(failure)).build();
  }

  private WriteResult one(Write write) {
    WriteResult.Builder result = WriteResult.newBuilder();
    Alone to = new Alone(result);
    switch (write.getWriteCase()) {
      case CREATE_BUNDLE ->
          bundles.createBundle(write.getCreateBundle(), to.tell(result::setCreateBundle));
      case SET_BUNDLE -> bundles.setBundle(write.getSetBundle(), to.tell(result::setSetBundle));
      case UPDATE_BUNDLE ->
          bundles.updateBundle(write.getUpdateBundle(), to.tell(result::setUpdateBundle));
      case DELETE_BUNDLE ->
          bundles.deleteBundle(write.getDeleteBundle(), to.tell(result::setDeleteBundle));
      case CREATE_ENTRY ->
          entries.createEntry(write.getCreateEntry(), to.tell(result::setCreateEntry));
      case UPDATE_ENTRY ->
          entries.updateEntry(write.getUpdateEntry(), to.tell(result::setUpdateEntry));
      case DELETE_ENTRY ->
          entries.deleteEntry(write.getDeleteEntry(), to.tell(result::setDeleteEntry));
      case CREATE_NODE -> nodes.createNode(write.getCreateNode(), to.tell(result::setCreateNode));
      case UPDATE_NODE -> nodes.updateNode(write.getUpdateNode(), to.tell(result::setUpdateNode));
      case DELETE_NODE -> nodes.deleteNode(write.getDeleteNode(), to.tell(result::setDeleteNode));
      case SET_NODE_SELECTORS ->
          nodeSelectors.setNodeSelectors(
              write.getSetNodeSelectors(), to.tell(result::setSetNodeSelectors));
      case CREATE_JOIN_TOKEN, DELETE_JOIN_TOKEN -> joinToken(write, result, to);
      case CREATE_FEDERATION_RELATIONSHIP,
          UPDATE_FEDERATION_RELATIONSHIP,
          DELETE_FEDERATION_RELATIONSHIP ->
          relationship(write, result, to);
      case CREATE_CA_JOURNAL ->
          journals.createCaJournal(write.getCreateCaJournal(), to.tell(result::setCreateCaJournal));
      case UPDATE_CA_JOURNAL ->
          journals.updateCaJournal(write.getUpdateCaJournal(), to.tell(result::setUpdateCaJournal));
      case WRITE_NOT_SET -> result.setStatus(Failures.status(Wire.unrecognized("write")));
    }
    return result.build();
  }

  private void joinToken(Write write, WriteResult.Builder result, Alone to) {
    switch (write.getWriteCase()) {
      case CREATE_JOIN_TOKEN ->
          joinTokens.createJoinToken(
              write.getCreateJoinToken(), to.tell(result::setCreateJoinToken));
      case DELETE_JOIN_TOKEN ->
          joinTokens.deleteJoinToken(
              write.getDeleteJoinToken(), to.tell(result::setDeleteJoinToken));
      default -> throw new IllegalArgumentException("not of this kind: " + write.getWriteCase());
    }
  }

  private void relationship(Write write, WriteResult.Builder result, Alone to) {
    switch (write.getWriteCase()) {
      case CREATE_FEDERATION_RELATIONSHIP ->
          relationships.createFederationRelationship(
              write.getCreateFederationRelationship(),
              to.tell(result::setCreateFederationRelationship));
      case UPDATE_FEDERATION_RELATIONSHIP ->
          relationships.updateFederationRelationship(
              write.getUpdateFederationRelationship(),
              to.tell(result::setUpdateFederationRelationship));
      case DELETE_FEDERATION_RELATIONSHIP ->
          relationships.deleteFederationRelationship(
              write.getDeleteFederationRelationship(),
              to.tell(result::setDeleteFederationRelationship));
      default -> throw new IllegalArgumentException("not of this kind: " + write.getWriteCase());
    }
  }

  /**
   * Takes what the call for one object alone answers.
   *
   * @param result what it is noted in
   */
  private record Alone(WriteResult.Builder result) {

    <A> StreamObserver<A> tell(Consumer<A> answer) {
      return new StreamObserver<>() {
        @Override
        public void onNext(A message) {
          answer.accept(message);
        }

        @Override
        public void onError(Throwable failure) {
          result.setStatus(Failures.statusOfCall(failure));
        }

        @Override
        public void onCompleted() {}
      };
    }
  }
}
