package dev.holdfast.benchmarks;

import dev.holdfast.proto.datastore.v1.EntryServiceGrpc;
import dev.holdfast.proto.datastore.v1.Floor;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Agents that poll in turn, each for what has changed of its entries since the answer that it had
 * last. Thread-safe.
 */
final class Polls {

  private final Channel channel;
  private final List<String> agents;
  private final AtomicReferenceArray<@Nullable Floor> floors;
  private final LongAdder whole = new LongAdder();
  private final LongAdder told = new LongAdder();

  /**
   * Makes agents.
   *
   * @param channel leads to the server
   * @param agents their SPIFFE ids
   */
  Polls(Channel channel, List<String> agents) {
    this.channel = channel;
    this.agents = List.copyOf(agents);
    this.floors = new AtomicReferenceArray<>(agents.size());
  }

  /**
   * Has each agent ask for the first time, as one does that has its entries from elsewhere: for one
   * entry alone.
   */
  void begin(int outstanding, String entryId) {
    Semaphore room = new Semaphore(outstanding);
    List<CompletableFuture<Floor>> all = new ArrayList<>();
    for (int agent = 0; agent < agents.size(); agent++) {
      room.acquireUninterruptibly();
      all.add(
          call(agent, request(agent).setEntryId(entryId).build())
              .whenComplete((floor, failure) -> room.release()));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    reset();
  }

  /** Forgets what was told so far. */
  void reset() {
    whole.reset();
    told.reset();
  }

  /** Has the next agent poll. */
  CompletableFuture<Floor> poll(long number) {
    int agent = (int) (number % agents.size());
    return call(
        agent,
        request(agent)
            .setSince(Objects.requireNonNull(floors.get(agent), "no answer yet"))
            .build());
  }

  private ListAuthorizedEntriesRequest.Builder request(int agent) {
    return ListAuthorizedEntriesRequest.newBuilder().setAgentId(agents.get(agent));
  }

  private CompletableFuture<Floor> call(int agent, ListAuthorizedEntriesRequest request) {
    Answer answer = new Answer(agent);
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(EntryServiceGrpc.getListAuthorizedEntriesMethod(), CallOptions.DEFAULT),
        request,
        answer);
    return answer.done;
  }

  /** Returns how many answers told all entries of the agent, and not what had changed. */
  long whole() {
    return whole.sum();
  }

  /** Returns how many entries were told to have changed. */
  long told() {
    return told.sum();
  }

  /** The answer to one poll, in as many messages as it takes. */
  private final class Answer implements StreamObserver<ListAuthorizedEntriesResponse> {

    private final CompletableFuture<Floor> done = new CompletableFuture<>();
    private final int agent;
    private Floor floor = Floor.getDefaultInstance();
    private boolean isDifference = true;

    Answer(int agent) {
      this.agent = agent;
    }

    @Override
    public void onNext(ListAuthorizedEntriesResponse message) {
      floor = message.getHeader().getFloor();
      isDifference &= message.getDifference();
      told.add(message.getEntriesCount());
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      if (!isDifference) {
        whole.increment();
      }
      floors.set(agent, floor);
      done.complete(floor);
    }
  }
}
