package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.SelectorCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.FetchNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.FetchNodeSelectorsResponse;
import dev.holdfast.proto.datastore.v1.ListNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.ListNodeSelectorsResponse;
import dev.holdfast.proto.datastore.v1.NodeSelectorServiceGrpc.NodeSelectorServiceImplBase;
import dev.holdfast.proto.datastore.v1.SetNodeSelectorsRequest;
import dev.holdfast.proto.datastore.v1.SetNodeSelectorsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/** Serves the selectors of nodes. */
final class ServedNodeSelectors extends NodeSelectorServiceImplBase {

  private final NodeSelectors selectors;

  ServedNodeSelectors(NodeSelectors selectors) {
    this.selectors = selectors;
  }

  @Override
  public void setNodeSelectors(
      SetNodeSelectorsRequest request, StreamObserver<SetNodeSelectorsResponse> observer) {
    Served.one(
        observer,
        () -> {
          Floor floor =
              selectors.set(
                  Wire.spiffeId("node_id", request.getNodeId()),
                  SelectorCodec.decode(
                      NodeSelectorsCodec.OBJECT, "selectors", request.getSelectorsList()));
          return SetNodeSelectorsResponse.newBuilder()
              .setHeader(Wire.header(floor, Duration.ZERO))
              .build();
        });
  }

  @Override
  public void fetchNodeSelectors(
      FetchNodeSelectorsRequest request, StreamObserver<FetchNodeSelectorsResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<NodeSelectorSet>>> read =
              selectors.fetch(
                  Wire.spiffeId("node_id", request.getNodeId()),
                  Wire.consistency(request.getConsistency()));
          FetchNodeSelectorsResponse.Builder response =
              FetchNodeSelectorsResponse.newBuilder()
                  .setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::nodeSelectors).ifPresent(response::setSelectors);
          return response.build();
        });
  }

  @Override
  public void listNodeSelectors(
      ListNodeSelectorsRequest request, StreamObserver<ListNodeSelectorsResponse> observer) {
    Served.many(
        observer,
        () -> {
          NodeSelectorFilter filter =
              request.hasValidAt()
                  ? NodeSelectorFilter.byValidAt(Times.decode(request.getValidAt()))
                  : NodeSelectorFilter.all();
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(
                  page, consistency, step -> selectors.list(filter, step), Wire::nodeSelectors),
              part -> {
                ListNodeSelectorsResponse.Builder response =
                    ListNodeSelectorsResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllSelectors(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }
}
