package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** DataStores with one fault each, planted between the real one and its callers. */
final class Faults {

  private Faults() {}

  /** An entry whose selectors are the same in another order is taken for another entry. */
  static DataStore similarityHeedsOrder(DataStore real) {
    return entries(
        real,
        (method, arguments, proceed) -> {
          Object answer = proceed.call();
          if (answer instanceof CreatedEntry created && created.existed()) {
            RegistrationEntry asked = (RegistrationEntry) arguments[0];
            if (!asked.selectors().equals(created.entry().value().selectors())) {
              return new CreatedEntry(created.entry().with(asked), CreatedEntry.Outcome.CREATED);
            }
          }
          return answer;
        });
  }

  /** A set that is empty counts as a subset. */
  static DataStore subsetMatchesEmptySet(DataStore real) {
    return entries(
        real,
        (method, arguments, proceed) -> {
          if (!method.equals("list") || !(arguments[1] instanceof ReadConsistency consistency)) {
            return proceed.call();
          }
          EntryFilter filter = (EntryFilter) arguments[0];
          if (filter.federatesWith().filter(it -> it.match() == Match.SUBSET).isEmpty()) {
            return proceed.call();
          }
          SetMatch<TrustDomain> match = filter.federatesWith().get();
          EntryFilter others =
              new EntryFilter(
                  filter.parentId(),
                  filter.spiffeId(),
                  filter.selectors(),
                  Optional.empty(),
                  filter.hint(),
                  filter.downstream());
          Read<List<Stored<RegistrationEntry>>> all = real.entries().list(others, consistency);
          return new Read<>(
              all.value().stream()
                  .filter(it -> match.members().containsAll(it.value().federatesWith()))
                  .toList(),
              all.floor(),
              all.age());
        });
  }

  /** A page begins behind all entries that were created together with the last one. */
  static DataStore pageSkipsSameRevision(DataStore real) {
    Map<PageToken, Long> lasts = new HashMap<>();
    return entries(
        real,
        (method, arguments, proceed) -> {
          Object answer = proceed.call();
          if (!(answer instanceof Page<?> page)) {
            return answer;
          }
          Optional<Long> last = ((PageRequest) arguments[1]).token().map(lasts::get);
          List<Object> items = new ArrayList<>(page.items());
          items.removeIf(item -> last.equals(Optional.of(((Stored<?>) item).createRevision())));
          page.next()
              .ifPresent(
                  next -> {
                    int end = page.items().size() - 1;
                    lasts.put(next, ((Stored<?>) page.items().get(end)).createRevision());
                  });
          return new Page<>(items, page.next(), page.floor(), page.age());
        });
  }

  /** Counts pay no heed to hints. */
  static DataStore countIgnoresHint(DataStore real) {
    return entries(
        real,
        (method, arguments, proceed) -> {
          if (!method.equals("count")) {
            return proceed.call();
          }
          return real.entries()
              .count(((EntryFilter) arguments[0]).byHint(""), (ReadConsistency) arguments[1]);
        });
  }

  /** What expires at the very time is pruned too. */
  static DataStore pruneTakesTheTimeItself(DataStore real) {
    return entries(
        real,
        (method, arguments, proceed) ->
            method.equals("prune")
                ? real.entries()
                    .prune(((Instant) arguments[0]).plusNanos(1), (Integer) arguments[1])
                : proceed.call());
  }

  /** With a node that was attested by a join token goes a child that is no alias. */
  static DataStore cascadeTakesAWorkload(DataStore real) {
    Nodes nodes =
        Stand.in(
            Nodes.class,
            real.nodes(),
            (method, arguments, proceed) -> {
              Object answer = proceed.call();
              if (method.equals("delete")) {
                SpiffeId id = (SpiffeId) arguments[0];
                Deleted<?> deleted = (Deleted<?>) answer;
                if (((AttestedNode) deleted.record().value())
                    .attestationType()
                    .equals("join_token")) {
                  real.entries().list(EntryFilter.all().byParentId(id)).stream()
                      .findFirst()
                      .ifPresent(
                          child -> {
                            Object unused = real.entries().delete(child.value().id());
                          });
                }
              }
              return answer;
            });
    return Stand.in(
        DataStore.class,
        real,
        (method, arguments, proceed) -> method.equals("nodes") ? nodes : proceed.call());
  }

  /** Streams do not tell of updates that change no field. */
  static DataStore emptyUpdateTellsNobody(DataStore real) {
    Set<Long> untold = new HashSet<>();
    DataStore updating =
        entries(
            real,
            (method, arguments, proceed) -> {
              Object answer = proceed.call();
              if (method.equals("update") && ((EntryUpdate) arguments[1]).fields().isEmpty()) {
                untold.add(((Stored<?>) answer).modRevision());
              }
              return answer;
            });
    return Stand.in(
        DataStore.class,
        updating,
        (method, arguments, proceed) ->
            method.equals("watch")
                ? withoutChanges((ChangeStream) proceed.call(), untold)
                : proceed.call());
  }

  private static ChangeStream withoutChanges(ChangeStream stream, Set<Long> revisions) {
    return Stand.in(
        ChangeStream.class,
        stream,
        (method, arguments, proceed) -> {
          Object answer = proceed.call();
          return answer instanceof Optional<?> next
              ? next.map(ChangeSet.class::cast)
                  .filter(set -> !revisions.contains(set.floor().revision()))
              : answer;
        });
  }

  /** A listing by the cache tells every second entry as the listing before did. */
  static DataStore cachedListMixesRevisions(DataStore real) {
    Map<String, Stored<RegistrationEntry>> before = new HashMap<>();
    return entries(
        real,
        (method, arguments, proceed) -> {
          Object answer = proceed.call();
          if (!method.equals("list") || arguments[1] != ReadConsistency.cached()) {
            return answer;
          }
          Read<?> read = (Read<?>) answer;
          List<Stored<RegistrationEntry>> mixed = new ArrayList<>();
          for (Object item : (List<?>) read.value()) {
            @SuppressWarnings("unchecked")
            Stored<RegistrationEntry> entry = (Stored<RegistrationEntry>) item;
            Stored<RegistrationEntry> old = before.getOrDefault(entry.value().id(), entry);
            boolean same = old.createRevision() == entry.createRevision();
            mixed.add(same && mixed.size() % 2 == 1 ? old : entry);
            before.put(entry.value().id(), entry);
          }
          return new Read<>(mixed, read.floor(), read.age());
        });
  }

  /** A token that was redeemed can be redeemed once more. */
  static DataStore tokenRedeemedTwice(DataStore real) {
    Map<Object, Object> redeemed = new HashMap<>();
    JoinTokens tokens =
        Stand.in(
            JoinTokens.class,
            real.joinTokens(),
            (method, arguments, proceed) -> {
              if (!method.equals("delete")) {
                return proceed.call();
              }
              try {
                Object answer = proceed.call();
                redeemed.put(arguments[0], answer);
                return answer;
              } catch (DataStoreException e) {
                Object again = redeemed.remove(arguments[0]);
                if (again == null || e.reason() != Reason.NOT_FOUND) {
                  throw e;
                }
                return again;
              }
            });
    return Stand.in(
        DataStore.class,
        real,
        (method, arguments, proceed) -> method.equals("joinTokens") ? tokens : proceed.call());
  }

  private static DataStore entries(DataStore real, Stand.Call call) {
    Entries entries = Stand.in(Entries.class, real.entries(), call);
    return Stand.in(
        DataStore.class,
        real,
        (method, arguments, proceed) -> method.equals("entries") ? entries : proceed.call());
  }
}
