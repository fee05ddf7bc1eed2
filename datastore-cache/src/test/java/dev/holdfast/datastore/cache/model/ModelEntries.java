package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.model.ModelState.Edit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registration entries of a {@link Model}. */
final class ModelEntries implements Entries {

  private static final RecordKind KIND = RecordKind.REGISTRATION_ENTRY;

  private final Model model;

  ModelEntries(Model model) {
    this.model = model;
  }

  private List<Stored<RegistrationEntry>> all(ModelState state) {
    return state.all(KIND);
  }

  private static boolean similar(RegistrationEntry one, RegistrationEntry other) {
    return one.parentId().equals(other.parentId())
        && one.spiffeId().equals(other.spiffeId())
        && Set.copyOf(one.selectors()).equals(Set.copyOf(other.selectors()));
  }

  @Override
  public CreatedEntry create(RegistrationEntry entry) {
    return createAll(List.of(entry)).get(0);
  }

  @Override
  public List<CreatedEntry> createAll(List<RegistrationEntry> entries) {
    entries.forEach(ModelRules::check);
    return model.commit(
        edit -> {
          List<CreatedEntry> created = new ArrayList<>();
          for (RegistrationEntry entry : entries) {
            created.add(create(edit, entry, created));
          }
          return created;
        });
  }

  private CreatedEntry create(Edit edit, RegistrationEntry entry, List<CreatedEntry> earlier) {
    List<Stored<RegistrationEntry>> there = new ArrayList<>(all(model.head()));
    earlier.forEach(it -> there.add(it.entry()));
    for (Stored<RegistrationEntry> one : there) {
      if (similar(one.value(), entry)) {
        return new CreatedEntry(one, CreatedEntry.Outcome.EXISTED);
      }
    }
    for (Stored<RegistrationEntry> one : there) {
      if (one.value().id().equals(entry.id())) {
        throw Model.refusal(Reason.ALREADY_EXISTS);
      }
    }
    requireBundles(entry.federatesWith());
    return new CreatedEntry(edit.write(entry), CreatedEntry.Outcome.CREATED);
  }

  private void requireBundles(Set<TrustDomain> domains) {
    for (TrustDomain domain : domains) {
      if (model.head().find(RecordKind.BUNDLE, domain.name()).isEmpty()) {
        throw Model.refusal(Reason.BUNDLE_MISSING);
      }
    }
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> fetch(String id, ReadConsistency consistency) {
    return model.read(model.shown().find(KIND, id));
  }

  @Override
  public Read<Map<String, Stored<RegistrationEntry>>> fetchAll(
      Collection<String> ids, ReadConsistency consistency) {
    Map<String, Stored<RegistrationEntry>> found = new HashMap<>();
    for (Stored<RegistrationEntry> entry : all(model.shown())) {
      if (ids.contains(entry.value().id())) {
        found.put(entry.value().id(), entry);
      }
    }
    return model.read(found);
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> list(
      EntryFilter filter, ReadConsistency consistency) {
    ModelRules.check(filter.selectors());
    return model.read(
        all(model.shown()).stream().filter(it -> passes(it.value(), filter)).toList());
  }

  @Override
  public Page<Stored<RegistrationEntry>> list(EntryFilter filter, PageRequest page) {
    ModelRules.check(filter.selectors());
    return model.<RegistrationEntry>page(
        "entries " + filter, KIND, page, entry -> passes(entry, filter), stored -> stored);
  }

  @Override
  public Read<Long> count(EntryFilter filter, ReadConsistency consistency) {
    return model.read((long) list(filter, consistency).value().size());
  }

  private static boolean passes(RegistrationEntry entry, EntryFilter filter) {
    return (filter.parentId().isEmpty() || filter.parentId().equals(entry.parentId()))
        && (filter.spiffeId().isEmpty() || filter.spiffeId().get().equals(entry.spiffeId()))
        && (filter.hint().isEmpty() || filter.hint().get().equals(entry.hint()))
        && (filter.downstream().isEmpty() || filter.downstream().get() == entry.downstream())
        && (filter.selectors().isEmpty()
            || ModelRules.matches(
                filter.selectors().get().match(),
                filter.selectors().get().members(),
                new HashSet<>(entry.selectors())))
        && (filter.federatesWith().isEmpty()
            || ModelRules.matches(
                filter.federatesWith().get().match(),
                filter.federatesWith().get().members(),
                entry.federatesWith()));
  }

  @Override
  public Stored<RegistrationEntry> update(String id, EntryUpdate update, Expectation expectation) {
    RegistrationEntry before = model.<RegistrationEntry>required(KIND, id, expectation).value();
    RegistrationEntry after = update.applyTo(before);
    ModelRules.check(after, update.fields());
    for (Stored<RegistrationEntry> other : all(model.head())) {
      if (!other.value().id().equals(id) && similar(other.value(), after)) {
        throw Model.refusal(Reason.ALREADY_EXISTS);
      }
    }
    requireBundles(after.federatesWith());
    return model.commit(edit -> edit.write(after));
  }

  @Override
  public Deleted<RegistrationEntry> delete(String id, Expectation expectation) {
    Stored<RegistrationEntry> entry = model.required(KIND, id, expectation);
    return model.committed(edit -> edit.delete(KIND, id), floor -> new Deleted<>(entry, floor));
  }

  @Override
  public Pruned prune(Instant expiresBefore, int atMost) {
    return model.<RegistrationEntry>prune(
        KIND,
        entry -> entry.expiresAt().isPresent() && entry.expiresAt().get().isBefore(expiresBefore),
        atMost,
        (edit, stored) -> edit.delete(KIND, stored.value().id()));
  }

  @Override
  public Read<List<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, ReadConsistency consistency) {
    return model.read(reachable(agentId));
  }

  /** Looks for children of what was found until a round finds nothing more. */
  private List<Stored<RegistrationEntry>> reachable(SpiffeId agent) {
    List<Stored<RegistrationEntry>> entries = all(model.shown());
    Set<Selector> own = new HashSet<>();
    model
        .shown()
        .<NodeSelectorSet>find(RecordKind.NODE_SELECTORS, agent.toString())
        .ifPresent(set -> own.addAll(set.value().selectors()));
    SpiffeId server = new SpiffeId(agent.trustDomain(), "/spire/server");
    Set<SpiffeId> parents = new HashSet<>(Set.of(agent));
    for (Stored<RegistrationEntry> entry : entries) {
      if (entry.value().parentId().equals(Optional.of(server))
          && ModelRules.matches(Match.SUBSET, own, Set.copyOf(entry.value().selectors()))) {
        parents.add(entry.value().spiffeId());
      }
    }
    List<Stored<RegistrationEntry>> found = List.of();
    while (true) {
      List<Stored<RegistrationEntry>> next =
          entries.stream().filter(it -> isChild(it.value(), agent, parents)).toList();
      if (next.size() == found.size()) {
        return next;
      }
      found = next;
      found.forEach(it -> parents.add(it.value().spiffeId()));
    }
  }

  private static boolean isChild(RegistrationEntry entry, SpiffeId agent, Set<SpiffeId> parents) {
    return entry.parentId().isPresent()
        && parents.contains(entry.parentId().get())
        && entry.spiffeId().trustDomain().equals(agent.trustDomain());
  }

  @Override
  public Read<Optional<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, String id, ReadConsistency consistency) {
    return model.read(
        reachable(agentId).stream().filter(it -> it.value().id().equals(id)).findFirst());
  }

  @Override
  public AuthorizedEntries authorizedSince(SpiffeId agentId, Floor since) {
    return new AuthorizedEntries(
        AuthorizedEntries.Extent.ALL,
        reachable(agentId),
        List.of(),
        model.shown().floor(),
        Duration.ZERO);
  }
}
