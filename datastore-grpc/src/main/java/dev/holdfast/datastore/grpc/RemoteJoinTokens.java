package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.CreateJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.DeleteJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.DeleteJoinTokenResponse;
import dev.holdfast.proto.datastore.v1.FetchJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.JoinTokenServiceGrpc;
import dev.holdfast.proto.datastore.v1.ListJoinTokensRequest;
import dev.holdfast.proto.datastore.v1.ListJoinTokensResponse;
import dev.holdfast.proto.datastore.v1.PruneJoinTokensRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The join tokens of a {@link RemoteDataStore}. */
final class RemoteJoinTokens implements JoinTokens {

  private final Calls calls;
  private final Batches batches;

  RemoteJoinTokens(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  private static Stored<JoinToken> stored(
      dev.holdfast.proto.datastore.v1.JoinToken message, Header header) {
    return Wire.joinToken(message, header.getFloor().getHistoryId());
  }

  @Override
  public Stored<JoinToken> create(JoinToken record) {
    var answer = calls.write(JoinTokenServiceGrpc.getCreateJoinTokenMethod(), creation(record));
    return stored(answer.getJoinToken(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<JoinToken>>> createEach(List<JoinToken> tokens) {
    return batches.write(
        tokens,
        (write, token) -> write.setCreateJoinToken(creation(token)),
        result -> {
          var answer = result.getCreateJoinToken();
          return stored(answer.getJoinToken(), answer.getHeader());
        });
  }

  private static CreateJoinTokenRequest creation(JoinToken record) {
    return CreateJoinTokenRequest.newBuilder().setJoinToken(JoinTokenCodec.encode(record)).build();
  }

  @Override
  public Read<Optional<Stored<JoinToken>>> fetch(String id, ReadConsistency consistency) {
    return fetch(FetchJoinTokenRequest.newBuilder().setToken(id), consistency);
  }

  private Read<Optional<Stored<JoinToken>>> fetch(
      FetchJoinTokenRequest.Builder request, ReadConsistency consistency) {
    var answer =
        calls.read(
            JoinTokenServiceGrpc.getFetchJoinTokenMethod(),
            request.setConsistency(Wire.consistency(consistency)).build());
    return Calls.read(
        answer.getHeader(),
        answer.hasJoinToken()
            ? Optional.of(stored(answer.getJoinToken(), answer.getHeader()))
            : Optional.empty());
  }

  @Override
  public Read<List<Stored<JoinToken>>> list(ReadConsistency consistency) {
    return records(
        messages(
            ListJoinTokensRequest.newBuilder()
                .setConsistency(Wire.consistency(consistency))
                .build()));
  }

  @Override
  public Page<Stored<JoinToken>> list(PageRequest page) {
    List<ListJoinTokensResponse> messages =
        messages(
            ListJoinTokensRequest.newBuilder()
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListJoinTokensResponse> messages(ListJoinTokensRequest request) {
    return calls.all(JoinTokenServiceGrpc.getListJoinTokensMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<JoinToken>>> records(List<ListJoinTokensResponse> messages) {
    return Calls.records(
        messages,
        ListJoinTokensResponse::getHeader,
        ListJoinTokensResponse::getJoinTokensList,
        Wire::joinToken);
  }

  @Override
  public Deleted<JoinToken> delete(String token) {
    return deleted(calls.write(JoinTokenServiceGrpc.getDeleteJoinTokenMethod(), deletion(token)));
  }

  @Override
  public List<BatchResult<Deleted<JoinToken>>> deleteEach(List<String> tokens) {
    return batches.write(
        tokens,
        (write, token) -> write.setDeleteJoinToken(deletion(token)),
        result -> deleted(result.getDeleteJoinToken()));
  }

  private static DeleteJoinTokenRequest deletion(String token) {
    return DeleteJoinTokenRequest.newBuilder().setToken(token).build();
  }

  private static Deleted<JoinToken> deleted(DeleteJoinTokenResponse answer) {
    return new Deleted<>(
        stored(answer.getJoinToken(), answer.getHeader()), Calls.floor(answer.getHeader()));
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    var answer =
        calls.write(
            JoinTokenServiceGrpc.getPruneJoinTokensMethod(),
            PruneJoinTokensRequest.newBuilder()
                .setExpiresBefore(Times.encode(expiresBefore))
                .setAtMost(atMost)
                .build());
    return new Pruned(answer.getPruned(), Calls.floor(answer.getHeader()));
  }
}
