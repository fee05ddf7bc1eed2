package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.proto.datastore.v1.CountEntriesRequest;
import dev.holdfast.proto.datastore.v1.CountEntriesResponse;
import dev.holdfast.proto.datastore.v1.CreateEntriesRequest;
import dev.holdfast.proto.datastore.v1.CreateEntriesResponse;
import dev.holdfast.proto.datastore.v1.CreateEntryRequest;
import dev.holdfast.proto.datastore.v1.CreateEntryResponse;
import dev.holdfast.proto.datastore.v1.DeleteEntryRequest;
import dev.holdfast.proto.datastore.v1.DeleteEntryResponse;
import dev.holdfast.proto.datastore.v1.EntryServiceGrpc.EntryServiceImplBase;
import dev.holdfast.proto.datastore.v1.FetchEntriesRequest;
import dev.holdfast.proto.datastore.v1.FetchEntriesResponse;
import dev.holdfast.proto.datastore.v1.FetchEntryRequest;
import dev.holdfast.proto.datastore.v1.FetchEntryResponse;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesResponse;
import dev.holdfast.proto.datastore.v1.ListEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListEntriesResponse;
import dev.holdfast.proto.datastore.v1.PruneEntriesRequest;
import dev.holdfast.proto.datastore.v1.PruneEntriesResponse;
import dev.holdfast.proto.datastore.v1.UpdateEntryRequest;
import dev.holdfast.proto.datastore.v1.UpdateEntryResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Serves registration entries. */
final class ServedEntries extends EntryServiceImplBase {

  private final Entries entries;

  ServedEntries(Entries entries) {
    this.entries = entries;
  }

  @Override
  public void createEntry(
      CreateEntryRequest request, StreamObserver<CreateEntryResponse> observer) {
    Served.one(observer, () -> response(entries.create(decode(request))));
  }

  @Override
  public void createEntries(
      CreateEntriesRequest request, StreamObserver<CreateEntriesResponse> observer) {
    Served.many(
        observer,
        () -> {
          List<CreatedEntry> created = entries.createAll(decode(request.getEntriesList()));
          // All entries are there in the latest of the states that they were written in.
          Header header =
              created.stream()
                  .map(it -> it.entry().floor())
                  .max(Comparator.comparingLong(Floor::revision))
                  .map(floor -> Wire.header(floor, Duration.ZERO))
                  .orElse(Header.getDefaultInstance());
          return Chunks.map(
              Chunks.cut(created.stream().map(ServedEntries::message).toList()).iterator(),
              chunk ->
                  CreateEntriesResponse.newBuilder()
                      .setHeader(header)
                      .addAllCreated(chunk)
                      .build());
        });
  }

  /** Creates many entries by few commits, each of which succeeds or fails alone. */
  List<BatchResult<CreateEntryResponse>> createEach(List<CreateEntryRequest> requests) {
    List<BatchResult<RegistrationEntry>> decoded =
        BatchResult.each(requests, ServedEntries::decode);
    List<RegistrationEntry> readable =
        decoded.stream()
            .filter(BatchResult.Done.class::isInstance)
            .map(BatchResult::orElseThrow)
            .toList();
    Iterator<BatchResult<CreatedEntry>> created = entries.createEach(readable).iterator();
    return BatchResult.each(
        decoded,
        entry -> {
          var unused = entry.orElseThrow();
          return response(created.next().orElseThrow());
        });
  }

  private static RegistrationEntry decode(CreateEntryRequest request) {
    Wire.requirePresent(request.hasEntry(), EntryCodec.OBJECT);
    return EntryCodec.decode(request.getEntry());
  }

  private static CreateEntryResponse response(CreatedEntry created) {
    return CreateEntryResponse.newBuilder()
        .setHeader(Wire.header(created.entry().floor(), Duration.ZERO))
        .setCreated(message(created))
        .build();
  }

  private static List<RegistrationEntry> decode(
      List<dev.holdfast.proto.datastore.v1.RegistrationEntry> messages) {
    List<RegistrationEntry> decoded = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      try {
        decoded.add(EntryCodec.decode(messages.get(i)));
      } catch (DataStoreException e) {
        throw e.at("entries", i);
      }
    }
    return decoded;
  }

  private static dev.holdfast.proto.datastore.v1.CreatedEntry message(CreatedEntry created) {
    return dev.holdfast.proto.datastore.v1.CreatedEntry.newBuilder()
        .setEntry(Wire.entry(created.entry()))
        .setExisted(created.existed())
        .build();
  }

  @Override
  public void fetchEntry(FetchEntryRequest request, StreamObserver<FetchEntryResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<RegistrationEntry>>> read =
              entries.fetch(request.getId(), Wire.consistency(request.getConsistency()));
          FetchEntryResponse.Builder response =
              FetchEntryResponse.newBuilder().setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::entry).ifPresent(response::setEntry);
          return response.build();
        });
  }

  @Override
  public void fetchEntries(
      FetchEntriesRequest request, StreamObserver<FetchEntriesResponse> observer) {
    Served.many(
        observer,
        () -> {
          Read<Map<String, Stored<RegistrationEntry>>> read =
              entries.fetchAll(request.getIdsList(), Wire.consistency(request.getConsistency()));
          return Chunks.map(
              Chunks.cut(read.value().values().stream().map(Wire::entry).toList()).iterator(),
              chunk ->
                  FetchEntriesResponse.newBuilder()
                      .setHeader(Wire.header(read.floor(), read.age()))
                      .addAllEntries(chunk)
                      .build());
        });
  }

  @Override
  public void listEntries(
      ListEntriesRequest request, StreamObserver<ListEntriesResponse> observer) {
    Served.many(
        observer,
        () -> {
          EntryFilter filter = FilterCodec.decode(request.getFilter());
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(page, consistency, step -> entries.list(filter, step), Wire::entry),
              part -> {
                ListEntriesResponse.Builder response =
                    ListEntriesResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllEntries(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  @Override
  public void countEntries(
      CountEntriesRequest request, StreamObserver<CountEntriesResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Long> read =
              entries.count(
                  FilterCodec.decode(request.getFilter()),
                  Wire.consistency(request.getConsistency()));
          return CountEntriesResponse.newBuilder()
              .setHeader(Wire.header(read.floor(), read.age()))
              .setCount(read.value())
              .build();
        });
  }

  @Override
  public void updateEntry(
      UpdateEntryRequest request, StreamObserver<UpdateEntryResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasEntry(), EntryCodec.OBJECT);
          Set<EntryField> fields =
              request.hasMask() ? Masks.decode(request.getMask()) : EnumSet.allOf(EntryField.class);
          Stored<RegistrationEntry> updated =
              entries.update(
                  request.getEntry().getId(),
                  EntryCodec.decodeUpdate(request.getEntry(), fields),
                  Wire.expectation(request.getExpectation()));
          return UpdateEntryResponse.newBuilder()
              .setHeader(Wire.header(updated.floor(), Duration.ZERO))
              .setEntry(Wire.entry(updated))
              .build();
        });
  }

  @Override
  public void deleteEntry(
      DeleteEntryRequest request, StreamObserver<DeleteEntryResponse> observer) {
    Served.one(
        observer,
        () -> {
          Deleted<RegistrationEntry> deleted =
              entries.delete(request.getId(), Wire.expectation(request.getExpectation()));
          return DeleteEntryResponse.newBuilder()
              .setHeader(Wire.header(deleted.floor(), Duration.ZERO))
              .setEntry(Wire.entry(deleted.record()))
              .build();
        });
  }

  @Override
  public void pruneEntries(
      PruneEntriesRequest request, StreamObserver<PruneEntriesResponse> observer) {
    Served.one(
        observer,
        () -> {
          Pruned pruned =
              entries.prune(
                  Wire.time(
                      "expires_before", request.hasExpiresBefore(), request.getExpiresBefore()),
                  request.getAtMost());
          return PruneEntriesResponse.newBuilder()
              .setHeader(Wire.header(pruned.floor(), Duration.ZERO))
              .setPruned(pruned.count())
              .build();
        });
  }

  @Override
  public void listAuthorizedEntries(
      ListAuthorizedEntriesRequest request,
      StreamObserver<ListAuthorizedEntriesResponse> observer) {
    Served.many(
        observer,
        () -> {
          AuthorizedEntries found = authorized(request);
          Iterator<List<dev.holdfast.proto.datastore.v1.RegistrationEntry>> chunks =
              Chunks.cut(found.entries().stream().map(Wire::entry).toList()).iterator();
          return Chunks.map(
              chunks,
              chunk -> {
                ListAuthorizedEntriesResponse.Builder response =
                    ListAuthorizedEntriesResponse.newBuilder()
                        .setHeader(Wire.header(found.floor(), found.age()))
                        .setDifference(found.extent() == Extent.DIFFERENCE)
                        .addAllEntries(chunk);
                // At 255 bytes each, a message holds more than any agent loses at once.
                return chunks.hasNext()
                    ? response.build()
                    : response.addAllRemovedIds(found.removedIds()).build();
              });
        });
  }

  private AuthorizedEntries authorized(ListAuthorizedEntriesRequest request) {
    SpiffeId agentId = Wire.spiffeId("agent_id", request.getAgentId());
    if (request.hasSince()) {
      return entries.authorizedSince(agentId, Wire.floor(request.getSince()));
    }
    ReadConsistency consistency =
        request.hasConsistency()
            ? Wire.consistency(request.getConsistency())
            : ReadConsistency.cached();
    if (request.getEntryId().isEmpty()) {
      return all(entries.authorized(agentId, consistency));
    }
    Read<Optional<Stored<RegistrationEntry>>> one =
        entries.authorized(agentId, request.getEntryId(), consistency);
    return all(new Read<>(one.value().stream().toList(), one.floor(), one.age()));
  }

  private static AuthorizedEntries all(Read<List<Stored<RegistrationEntry>>> read) {
    return new AuthorizedEntries(Extent.ALL, read.value(), List.of(), read.floor(), read.age());
  }
}
