package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random writes through two servers, and listings that must answer like a plain list. */
public abstract class EntryListsContract extends DataStoreContract {

  private static final List<Match> MATCHES = List.of(Match.values());

  private final List<RegistrationEntry> model = new ArrayList<>();
  private final List<SpiffeId> ids = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private final List<TrustDomain> domains = new ArrayList<>();
  private Random random = new Random(0);

  protected EntryListsContract() {
    for (int i = 0; i < 4; i++) {
      ids.add(SpiffeId.parse("spiffe://example.org/" + i));
      selectors.add(new Selector("unix", "uid:" + i));
      domains.add(new TrustDomain("d" + i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void list_likeAPlainList(int seed) {
    random = new Random(seed);
    domains.forEach(domain -> dataStore.bundles().create(bundle(domain)));
    for (int step = 0; step < 60; step++) {
      DataStore server = random.nextBoolean() ? dataStore : other;
      change(server);
      if (step % 6 == 0) {
        for (int i = 0; i < 25; i++) {
          assertRandomFilter();
        }
      }
    }
  }

  private void change(DataStore server) {
    if (!model.isEmpty() && random.nextInt(4) == 0) {
      RegistrationEntry gone = model.remove(random.nextInt(model.size()));
      server.entries().delete(gone.id());
    } else if (!model.isEmpty() && random.nextInt(3) == 0) {
      int index = random.nextInt(model.size());
      RegistrationEntry changed = randomEntry().id(model.get(index).id()).build();
      if (similar(changed).filter(it -> !it.id().equals(changed.id())).isPresent()) {
        assertRefused(Code.ALREADY_EXISTS, () -> server.entries().update(changed));
      } else {
        server.entries().update(changed);
        model.set(index, changed);
      }
    } else {
      RegistrationEntry created = randomEntry().build();
      Optional<RegistrationEntry> similar = similar(created);
      assertThat(server.entries().create(created).entry().value())
          .isEqualTo(similar.orElse(created));
      if (similar.isEmpty()) {
        model.add(created);
      }
    }
  }

  private Optional<RegistrationEntry> similar(RegistrationEntry entry) {
    return model.stream()
        .filter(
            it ->
                it.parentId().equals(entry.parentId())
                    && it.spiffeId().equals(entry.spiffeId())
                    && Set.copyOf(it.selectors()).equals(Set.copyOf(entry.selectors())))
        .findFirst();
  }

  private RegistrationEntry.Builder randomEntry() {
    Set<Selector> some = someOf(selectors, 3);
    some.add(oneOf(selectors));
    return RegistrationEntry.builder()
        .parentId(random.nextInt(4) == 0 ? Optional.empty() : Optional.of(oneOf(ids)))
        .spiffeId(oneOf(ids))
        .selectors(List.copyOf(some))
        .federatesWith(someOf(domains, 3))
        .hint(random.nextBoolean() ? "" : "hint" + random.nextInt(2))
        .downstream(random.nextInt(3) == 0);
  }

  private void assertRandomFilter() {
    EntryFilter filter = EntryFilter.all();
    Predicate<RegistrationEntry> test = entry -> true;
    if (random.nextInt(4) == 0) {
      SpiffeId id = oneOf(ids);
      filter = filter.byParentId(id);
      test = test.and(entry -> entry.parentId().equals(Optional.of(id)));
    }
    if (random.nextInt(4) == 0) {
      SpiffeId id = oneOf(ids);
      filter = filter.bySpiffeId(id);
      test = test.and(entry -> entry.spiffeId().equals(id));
    }
    Set<Selector> set = someOf(selectors, 4);
    if (random.nextInt(3) == 0 && !set.isEmpty()) {
      Match match = oneOf(MATCHES);
      filter = filter.bySelectors(match, set);
      test = test.and(entry -> new SetMatch<>(set, match).matches(Set.copyOf(entry.selectors())));
    }
    if (random.nextInt(3) == 0) {
      Set<TrustDomain> federated = someOf(domains, 3);
      Match match = oneOf(MATCHES);
      filter = filter.byFederatesWith(match, federated);
      test =
          test.and(
              entry ->
                  federated.isEmpty()
                      || new SetMatch<>(federated, match).matches(entry.federatesWith()));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.byHint("hint0");
      test = test.and(entry -> entry.hint().equals("hint0"));
    }
    if (random.nextInt(3) == 0) {
      boolean flag = random.nextBoolean();
      filter = filter.byDownstream(flag);
      test = test.and(entry -> entry.downstream() == flag);
    }
    assertListed(filter, model.stream().filter(test).toList());
  }

  private void assertListed(EntryFilter filter, List<RegistrationEntry> expected) {
    DataStore server = random.nextBoolean() ? dataStore : other;
    assertThat(values(server.entries().list(filter))).as(filter.toString()).isEqualTo(expected);
    assertThat(server.entries().count(filter)).as(filter.toString()).isEqualTo(expected.size());
    int size = 1 + random.nextInt(5);
    List<RegistrationEntry> paged = new ArrayList<>();
    PageRequest request = PageRequest.first(size);
    while (true) {
      Page<Stored<RegistrationEntry>> page = server.entries().list(filter, request);
      paged.addAll(values(page.items()));
      if (page.next().isEmpty()) {
        break;
      }
      assertThat(page.items()).as("only the last page may be short").hasSize(size);
      request = request.after(page.next().get());
    }
    assertThat(paged).as(filter.toString()).isEqualTo(expected);
  }

  private static List<RegistrationEntry> values(List<Stored<RegistrationEntry>> entries) {
    return entries.stream().map(Stored::value).toList();
  }

  @Test
  void list_emptySelectorSet() {
    EntryFilter filter = EntryFilter.all().bySelectors(Match.EXACT, Set.of());

    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().list(filter))
        .hasMessageContaining("filter: by_selectors: ");
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().count(filter));
    assertRefused(
        Code.INVALID_ARGUMENT, () -> dataStore.entries().list(filter, PageRequest.first(1)));
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private <T> Set<T> someOf(List<T> all, int most) {
    Set<T> some = new HashSet<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      some.add(oneOf(all));
    }
    return some;
  }
}
