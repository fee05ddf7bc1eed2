package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.CreatedEntry.Outcome;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryChange;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.CountEntriesRequest;
import dev.holdfast.proto.datastore.v1.CreateEntriesRequest;
import dev.holdfast.proto.datastore.v1.CreateEntriesResponse;
import dev.holdfast.proto.datastore.v1.CreateEntryRequest;
import dev.holdfast.proto.datastore.v1.CreateEntryResponse;
import dev.holdfast.proto.datastore.v1.DeleteEntryRequest;
import dev.holdfast.proto.datastore.v1.DeleteEntryResponse;
import dev.holdfast.proto.datastore.v1.EntryServiceGrpc;
import dev.holdfast.proto.datastore.v1.FetchEntriesRequest;
import dev.holdfast.proto.datastore.v1.FetchEntriesResponse;
import dev.holdfast.proto.datastore.v1.FetchEntryRequest;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListAuthorizedEntriesResponse;
import dev.holdfast.proto.datastore.v1.ListEntriesRequest;
import dev.holdfast.proto.datastore.v1.ListEntriesResponse;
import dev.holdfast.proto.datastore.v1.PruneEntriesRequest;
import dev.holdfast.proto.datastore.v1.UpdateEntryRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registration entries of a {@link RemoteDataStore}. */
final class RemoteEntries implements Entries {

  private final Calls calls;
  private final Batches batches;

  RemoteEntries(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
  }

  @Override
  public CreatedEntry create(RegistrationEntry entry) {
    return created(calls.write(EntryServiceGrpc.getCreateEntryMethod(), creation(entry)));
  }

  @Override
  public List<CreatedEntry> createAll(List<RegistrationEntry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<CreateEntriesResponse> messages =
        calls.all(
            EntryServiceGrpc.getCreateEntriesMethod(),
            CreateEntriesRequest.newBuilder()
                .addAllEntries(entries.stream().map(EntryCodec::encode).toList())
                .build(),
            Failures.Effect.WRITE);
    return Calls.records(
            messages,
            CreateEntriesResponse::getHeader,
            CreateEntriesResponse::getCreatedList,
            RemoteEntries::created)
        .value();
  }

  @Override
  public List<BatchResult<CreatedEntry>> createEach(List<RegistrationEntry> entries) {
    return batches.write(
        entries,
        (write, entry) -> write.setCreateEntry(creation(entry)),
        result -> created(result.getCreateEntry()));
  }

  private static CreateEntryRequest creation(RegistrationEntry entry) {
    return CreateEntryRequest.newBuilder().setEntry(EntryCodec.encode(entry)).build();
  }

  private static CreatedEntry created(CreateEntryResponse answer) {
    return created(answer.getCreated(), answer.getHeader().getFloor().getHistoryId());
  }

  private static CreatedEntry created(
      dev.holdfast.proto.datastore.v1.CreatedEntry created, String historyId) {
    return new CreatedEntry(
        Wire.entry(created.getEntry(), historyId),
        created.getExisted() ? Outcome.EXISTED : Outcome.CREATED);
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> fetch(String id, ReadConsistency consistency) {
    var answer =
        calls.read(
            EntryServiceGrpc.getFetchEntryMethod(),
            FetchEntryRequest.newBuilder()
                .setId(id)
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(
        answer.getHeader(),
        answer.hasEntry()
            ? Optional.of(
                Wire.entry(answer.getEntry(), answer.getHeader().getFloor().getHistoryId()))
            : Optional.empty());
  }

  @Override
  public Read<Map<String, Stored<RegistrationEntry>>> fetchAll(
      Collection<String> ids, ReadConsistency consistency) {
    Read<List<Stored<RegistrationEntry>>> read =
        Calls.records(
            calls.all(
                EntryServiceGrpc.getFetchEntriesMethod(),
                FetchEntriesRequest.newBuilder()
                    .addAllIds(ids)
                    .setConsistency(Wire.consistency(consistency))
                    .build(),
                Failures.Effect.READ),
            FetchEntriesResponse::getHeader,
            FetchEntriesResponse::getEntriesList,
            Wire::entry);
    Map<String, Stored<RegistrationEntry>> found = new LinkedHashMap<>();
    read.value().forEach(entry -> found.put(entry.value().id(), entry));
    return new Read<>(Collections.unmodifiableMap(found), read.floor(), read.age());
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> list(
      EntryFilter filter, ReadConsistency consistency) {
    return records(
        messages(
            ListEntriesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setConsistency(Wire.consistency(consistency))
                .build()));
  }

  @Override
  public Page<Stored<RegistrationEntry>> list(EntryFilter filter, PageRequest page) {
    List<ListEntriesResponse> messages =
        messages(
            ListEntriesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListEntriesResponse> messages(ListEntriesRequest request) {
    return calls.all(EntryServiceGrpc.getListEntriesMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<RegistrationEntry>>> records(List<ListEntriesResponse> messages) {
    return Calls.records(
        messages, ListEntriesResponse::getHeader, ListEntriesResponse::getEntriesList, Wire::entry);
  }

  @Override
  public Read<Long> count(EntryFilter filter, ReadConsistency consistency) {
    var answer =
        calls.read(
            EntryServiceGrpc.getCountEntriesMethod(),
            CountEntriesRequest.newBuilder()
                .setFilter(FilterCodec.encode(filter))
                .setConsistency(Wire.consistency(consistency))
                .build());
    return Calls.read(answer.getHeader(), answer.getCount());
  }

  @Override
  public Stored<RegistrationEntry> update(String id, EntryUpdate update, Expectation expectation) {
    var answer =
        calls.write(
            EntryServiceGrpc.getUpdateEntryMethod(),
            change(new EntryChange(id, update, expectation)));
    return stored(answer.getEntry(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<RegistrationEntry>>> updateEach(List<EntryChange> changes) {
    return batches.write(
        changes,
        (write, change) -> write.setUpdateEntry(change(change)),
        result -> stored(result.getUpdateEntry().getEntry(), result.getUpdateEntry().getHeader()));
  }

  private static UpdateEntryRequest change(EntryChange change) {
    return UpdateEntryRequest.newBuilder()
        .setEntry(EntryCodec.encode(change.id(), change.update()))
        .setMask(Masks.encode(change.update().fields()))
        .setExpectation(Wire.expectation(change.expectation()))
        .build();
  }

  private static Stored<RegistrationEntry> stored(
      dev.holdfast.proto.datastore.v1.RegistrationEntry entry, Header header) {
    return Wire.entry(entry, header.getFloor().getHistoryId());
  }

  @Override
  public Deleted<RegistrationEntry> delete(String id, Expectation expectation) {
    return deleted(calls.write(EntryServiceGrpc.getDeleteEntryMethod(), deletion(id, expectation)));
  }

  @Override
  public List<BatchResult<Deleted<RegistrationEntry>>> deleteEach(List<String> ids) {
    return batches.write(
        ids,
        (write, id) -> write.setDeleteEntry(deletion(id, Expectation.any())),
        result -> deleted(result.getDeleteEntry()));
  }

  private static DeleteEntryRequest deletion(String id, Expectation expectation) {
    return DeleteEntryRequest.newBuilder()
        .setId(id)
        .setExpectation(Wire.expectation(expectation))
        .build();
  }

  private static Deleted<RegistrationEntry> deleted(DeleteEntryResponse answer) {
    return new Deleted<>(
        stored(answer.getEntry(), answer.getHeader()), Calls.floor(answer.getHeader()));
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    var answer =
        calls.write(
            EntryServiceGrpc.getPruneEntriesMethod(),
            PruneEntriesRequest.newBuilder()
                .setExpiresBefore(Times.encode(expiresBefore))
                .setAtMost(atMost)
                .build());
    return new Pruned(answer.getPruned(), Calls.floor(answer.getHeader()));
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, ReadConsistency consistency) {
    return authorizedRecords(authorizedMessages(request(agentId, consistency).build()));
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, String id, ReadConsistency consistency) {
    Read<List<Stored<RegistrationEntry>>> read =
        authorizedRecords(authorizedMessages(request(agentId, consistency).setEntryId(id).build()));
    return new Read<>(read.value().stream().findFirst(), read.floor(), read.age());
  }

  @Override
  public AuthorizedEntries authorizedSince(SpiffeId agentId, Floor since) {
    List<ListAuthorizedEntriesResponse> messages =
        authorizedMessages(
            ListAuthorizedEntriesRequest.newBuilder()
                .setAgentId(agentId.toString())
                .setSince(Wire.floor(since))
                .build());
    Read<List<Stored<RegistrationEntry>>> read = authorizedRecords(messages);
    return new AuthorizedEntries(
        messages.get(0).getDifference() ? Extent.DIFFERENCE : Extent.ALL,
        read.value(),
        messages.stream().flatMap(message -> message.getRemovedIdsList().stream()).toList(),
        read.floor(),
        read.age());
  }

  private static ListAuthorizedEntriesRequest.Builder request(
      SpiffeId agentId, ReadConsistency consistency) {
    return ListAuthorizedEntriesRequest.newBuilder()
        .setAgentId(agentId.toString())
        .setConsistency(Wire.consistency(consistency));
  }

  private List<ListAuthorizedEntriesResponse> authorizedMessages(
      ListAuthorizedEntriesRequest request) {
    return calls.all(
        EntryServiceGrpc.getListAuthorizedEntriesMethod(), request, Failures.Effect.READ);
  }

  private static Read<List<Stored<RegistrationEntry>>> authorizedRecords(
      List<ListAuthorizedEntriesResponse> messages) {
    return Calls.records(
        messages,
        ListAuthorizedEntriesResponse::getHeader,
        ListAuthorizedEntriesResponse::getEntriesList,
        Wire::entry);
  }
}
