package dev.holdfast.benchmarks;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The ways to look entries of a fleet up, each with the bare structure that does the same. */
final class ReadWorld {

  /** The name of the look-up of pages. */
  static final String PAGE = "page of 1,000";

  private static final int PAGE_SIZE = 1_000;
  private static final int FEW = 12;
  private static final Selector ELSEWHERE = new Selector("k8s", "node-name:elsewhere");

  private final FleetWorld world;
  private final Fleet fleet;
  private final BareIndexes bare;
  private final SplittableRandom random = new SplittableRandom(11);
  private final List<LookUp> lookUps = new ArrayList<>();
  private Optional<PageToken> nextPage = Optional.empty();

  ReadWorld(FleetWorld world) {
    this.world = world;
    this.fleet = world.fleet();
    this.bare = BareIndexes.of(fleet);
    addIds();
    addSelectors();
    addDomains();
    addPages();
  }

  List<LookUp> lookUps() {
    return List.copyOf(lookUps);
  }

  private void addIds() {
    List<String> ids = draw(this::anyEntry, RegistrationEntry::id);
    lookUps.add(
        new LookUp(
            "fetch by id",
            turn ->
                List.of(
                    world
                        .dataStore()
                        .entries()
                        .fetch(ids.get(turn), ReadConsistency.cached())
                        .value()
                        .orElseThrow()),
            turn -> List.of(bare.byId(ids.get(turn))),
            "ConcurrentHashMap.get",
            turn -> entry -> entry.id().equals(ids.get(turn))));
    List<SpiffeId> parents = draw(this::pinned, id -> id);
    addLists(
        "parent",
        parents,
        parent -> EntryFilter.all().byParentId(parent),
        bare::byParent,
        "HashMap.get",
        parent -> entry -> entry.parentId().equals(Optional.of(parent)));
    List<SpiffeId> spiffeIds = draw(this::workload, RegistrationEntry::spiffeId);
    addLists(
        "SPIFFE id",
        spiffeIds,
        id -> EntryFilter.all().bySpiffeId(id),
        bare::bySpiffeId,
        "HashMap.get",
        id -> entry -> entry.spiffeId().equals(id));
  }

  private void addSelectors() {
    List<Set<Selector>> sets = draw(this::workload, entry -> Set.copyOf(entry.selectors()));
    addSets(Match.EXACT, sets, bare::bySelectors, "HashMap.get of a set");
    addSets(
        Match.SUBSET,
        sets.stream().map(ReadWorld::withAnother).toList(),
        bare::bySubsets,
        "HashMap.get of each subset");
    List<Set<Selector>> accounts = draw(this::workload, entry -> Set.of(account(entry)));
    addSets(Match.SUPERSET, accounts, bare::byEach, "HashMap.get");
    List<Set<Selector>> pairs =
        draw(
            this::workload,
            entry -> Set.copyOf(new HashSet<>(List.of(account(entry), account(workload())))));
    addSets(Match.ANY, pairs, bare::byEach, "HashMap.get of each, joined");
  }

  private static Set<Selector> withAnother(Set<Selector> set) {
    Set<Selector> more = new HashSet<>(set);
    more.add(ELSEWHERE);
    return Set.copyOf(more);
  }

  private void addSets(
      Match match,
      List<Set<Selector>> sets,
      Function<Set<Selector>, List<String>> structure,
      String structureName) {
    addLists(
        "selectors, " + match.name().toLowerCase(Locale.ROOT),
        sets,
        set -> EntryFilter.all().bySelectors(match, set),
        structure,
        structureName,
        set -> {
          SetMatch<Selector> wanted = new SetMatch<>(set, match);
          return entry -> wanted.matches(Set.copyOf(entry.selectors()));
        });
  }

  private void addDomains() {
    List<TrustDomain> few =
        bare.byDomain().entrySet().stream()
            .filter(it -> it.getValue().size() <= FEW)
            .map(Map.Entry::getKey)
            .toList();
    addLists(
        "trust domain",
        draw(() -> few.get(random.nextInt(few.size())), domain -> domain),
        domain -> EntryFilter.all().byFederatesWith(Match.ANY, Set.of(domain)),
        domain -> Objects.requireNonNull(bare.byDomain().get(domain)),
        "TreeMap.get",
        domain -> entry -> entry.federatesWith().contains(domain));
  }

  private <K> void addLists(
      String by,
      List<K> questions,
      Function<K, EntryFilter> filter,
      Function<K, List<String>> structure,
      String structureName,
      Function<K, Predicate<RegistrationEntry>> test) {
    List<EntryFilter> filters = questions.stream().map(filter).toList();
    lookUps.add(
        new LookUp(
            "list by " + by,
            turn ->
                world
                    .dataStore()
                    .entries()
                    .list(filters.get(turn), ReadConsistency.cached())
                    .value(),
            turn -> structure.apply(questions.get(turn)),
            structureName,
            turn -> test.apply(questions.get(turn))));
    lookUps.add(
        new LookUp(
            "count by " + by,
            turn ->
                List.of(
                    world
                        .dataStore()
                        .entries()
                        .count(filters.get(turn), ReadConsistency.cached())
                        .value()),
            turn -> List.of(structure.apply(questions.get(turn)).size()),
            structureName,
            turn -> test.apply(questions.get(turn))));
  }

  private void addPages() {
    lookUps.add(
        new LookUp(
            PAGE,
            turn -> page().items(),
            turn -> bare.page(turn, PAGE_SIZE),
            "a copy of 1,000 references",
            turn -> entry -> false));
  }

  /** Reads one page after the other, and begins anew after the last. */
  Page<Stored<RegistrationEntry>> page() {
    PageRequest first = PageRequest.first(PAGE_SIZE).at(ReadConsistency.cached());
    Page<Stored<RegistrationEntry>> page =
        world
            .dataStore()
            .entries()
            .list(EntryFilter.all(), nextPage.map(first::after).orElse(first));
    nextPage = page.next();
    return page;
  }

  /** Returns a digest of all entries, as pages from the first to the last tell them. */
  long digestOfPages() {
    nextPage = Optional.empty();
    long digest = 0;
    do {
      for (Stored<RegistrationEntry> entry : page().items()) {
        digest = SlowModel.digest(digest, entry.value());
      }
    } while (nextPage.isPresent());
    return digest;
  }

  private RegistrationEntry anyEntry() {
    return fleet.entry(random.nextInt(fleet.size().entries()));
  }

  /** Draws an entry of a workload, which all stand behind the others. */
  private RegistrationEntry workload() {
    int half = fleet.size().entries() / 2;
    return fleet.entry(half + random.nextInt(half));
  }

  private SpiffeId pinned() {
    return fleet.node(fleet.pinnedNode(random.nextInt(fleet.pinnedNodes()))).id();
  }

  private static Selector account(RegistrationEntry entry) {
    return entry.selectors().stream()
        .filter(selector -> selector.value().startsWith("sa:"))
        .findFirst()
        .orElseThrow();
  }

  private static <E, K> List<K> draw(Supplier<E> source, Function<? super E, K> question) {
    List<K> questions = new ArrayList<>();
    for (int i = 0; i < LookUp.QUESTIONS; i++) {
      questions.add(question.apply(source.get()));
    }
    return questions;
  }
}
