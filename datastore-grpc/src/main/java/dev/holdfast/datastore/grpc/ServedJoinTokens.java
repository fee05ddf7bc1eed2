package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.proto.datastore.v1.CreateJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.CreateJoinTokenResponse;
import dev.holdfast.proto.datastore.v1.DeleteJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.DeleteJoinTokenResponse;
import dev.holdfast.proto.datastore.v1.FetchJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.FetchJoinTokenResponse;
import dev.holdfast.proto.datastore.v1.JoinTokenServiceGrpc.JoinTokenServiceImplBase;
import dev.holdfast.proto.datastore.v1.ListJoinTokensRequest;
import dev.holdfast.proto.datastore.v1.ListJoinTokensResponse;
import dev.holdfast.proto.datastore.v1.PruneJoinTokensRequest;
import dev.holdfast.proto.datastore.v1.PruneJoinTokensResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/** Serves join tokens. */
final class ServedJoinTokens extends JoinTokenServiceImplBase {

  private final JoinTokens records;

  ServedJoinTokens(JoinTokens records) {
    this.records = records;
  }

  @Override
  public void createJoinToken(
      CreateJoinTokenRequest request, StreamObserver<CreateJoinTokenResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasJoinToken(), JoinTokenCodec.OBJECT);
          Stored<JoinToken> created = records.create(JoinTokenCodec.decode(request.getJoinToken()));
          return CreateJoinTokenResponse.newBuilder()
              .setHeader(Wire.header(created.floor(), Duration.ZERO))
              .setJoinToken(Wire.joinToken(created))
              .build();
        });
  }

  @Override
  public void fetchJoinToken(
      FetchJoinTokenRequest request, StreamObserver<FetchJoinTokenResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<JoinToken>>> read =
              records.fetch(request.getToken(), Wire.consistency(request.getConsistency()));
          FetchJoinTokenResponse.Builder response =
              FetchJoinTokenResponse.newBuilder().setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::joinToken).ifPresent(response::setJoinToken);
          return response.build();
        });
  }

  @Override
  public void listJoinTokens(
      ListJoinTokensRequest request, StreamObserver<ListJoinTokensResponse> observer) {
    Served.many(
        observer,
        () -> {
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(page, consistency, records::list, Wire::joinToken),
              part -> {
                ListJoinTokensResponse.Builder response =
                    ListJoinTokensResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllJoinTokens(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  @Override
  public void deleteJoinToken(
      DeleteJoinTokenRequest request, StreamObserver<DeleteJoinTokenResponse> observer) {
    Served.one(
        observer,
        () -> {
          Deleted<JoinToken> deleted = records.delete(request.getToken());
          return DeleteJoinTokenResponse.newBuilder()
              .setHeader(Wire.header(deleted.floor(), Duration.ZERO))
              .setJoinToken(Wire.joinToken(deleted.record()))
              .build();
        });
  }

  @Override
  public void pruneJoinTokens(
      PruneJoinTokensRequest request, StreamObserver<PruneJoinTokensResponse> observer) {
    Served.one(
        observer,
        () -> {
          Pruned pruned =
              records.prune(
                  Wire.time(
                      "expires_before", request.hasExpiresBefore(), request.getExpiresBefore()),
                  request.getAtMost());
          return PruneJoinTokensResponse.newBuilder()
              .setHeader(Wire.header(pruned.floor(), Duration.ZERO))
              .setPruned(pruned.count())
              .build();
        });
  }
}
