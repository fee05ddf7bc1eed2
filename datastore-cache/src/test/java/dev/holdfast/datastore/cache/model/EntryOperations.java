package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryChange;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.model.Operation.Freshness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Draws operations on registration entries. */
final class EntryOperations extends Operations {

  /** What no two entries have in common. */
  private static final Set<EntryField> IDENTITY =
      EnumSet.of(EntryField.PARENT_ID, EntryField.SPIFFE_ID, EntryField.SELECTORS);

  private final Filters filters;

  /** Shapes that were drawn before, to be drawn again. */
  private final List<RegistrationEntry> shapes = new ArrayList<>();

  EntryOperations(Pool pool, int servers) {
    super(pool, servers);
    this.filters = new Filters(pool);
    add(10, this::create);
    add(4, this::createAll);
    add(2, this::createEach);
    add(2, this::updateEach);
    add(2, this::deleteEach);
    add(16, this::update);
    add(3, this::delete);
    add(1, this::prune);
    add(3, this::fetch);
    add(2, this::fetchAll);
    add(8, this::list);
    add(5, this::count);
    add(3, this::authorized);
    add(3, this::authorizedOne);
    add(4, this::authorizedSince);
  }

  private RegistrationEntry entry() {
    RegistrationEntry.Builder entry =
        pool.once(4) && !shapes.isEmpty() ? reshuffled(pool.one(shapes)) : fresh();
    RegistrationEntry built =
        attributes(entry.id(pool.once(60) ? "no/id" : pool.entryId())).build();
    shapes.add(built);
    if (shapes.size() > 16) {
      shapes.remove(0);
    }
    return built;
  }

  private RegistrationEntry.Builder fresh() {
    RegistrationEntry.Builder entry = RegistrationEntry.builder();
    SpiffeId parent = pool.one(pool.once(3) ? Pool.WORKLOADS : Pool.AGENTS);
    entry.parentId(pool.once(5) ? Pool.SERVER : parent).spiffeId(pool.one(Pool.WORKLOADS));
    if (pool.once(20)) {
      entry.parentId(Optional.empty());
    }
    if (pool.once(15)) {
      entry.spiffeId(new SpiffeId(pool.domain(), "/foreign"));
    }
    entry.selectors(pool.selectors(pool.once(25) ? 0 : 1, 3));
    if (pool.once(4)) {
      SpiffeId agent = pool.one(Pool.AGENTS);
      Selector own = new Selector("spiffe_id", agent.toString());
      entry.parentId(agent).selectors(own);
      if (pool.once(4)) {
        entry.selectors(own, Selector.parse("a:1"));
      }
    }
    return entry;
  }

  /** The same parent, identity and selectors, these in another order. */
  private RegistrationEntry.Builder reshuffled(RegistrationEntry shape) {
    int size = shape.selectors().size();
    return RegistrationEntry.builder()
        .parentId(shape.parentId())
        .spiffeId(shape.spiffeId())
        .selectors(pool.some(shape.selectors(), size, size));
  }

  private RegistrationEntry.Builder attributes(RegistrationEntry.Builder entry) {
    entry
        .hint(pool.once(2) ? "" : "h" + pool.below(3))
        .downstream(pool.once(4))
        .admin(pool.once(4))
        .storeSvid(pool.once(6))
        .expiresAt(pool.perhapsTime())
        .x509SvidTtl(Duration.ofSeconds(pool.below(3)))
        .jwtSvidTtl(Duration.ofSeconds(pool.once(40) ? -1 : pool.below(3)))
        .dnsNames(pool.some(List.of("one", "two", "three"), 0, 2));
    if (pool.once(2)) {
      entry.federatesWith(federated());
    }
    if (pool.once(4)) {
      entry.additionalAttributes(new AdditionalAttributes(pool.once(2), pool.once(2)));
    }
    if (pool.once(40)) {
      entry.dnsNames(List.of("one", "one"));
    } else if (pool.once(40)) {
      entry.expiresAt(pool.outsideTime());
    }
    return entry;
  }

  private Set<TrustDomain> federated() {
    return pool.set(Pool.DOMAINS, 1, 3);
  }

  private Operation create() {
    RegistrationEntry entry = entry();
    return write("entries.create", entry, ds -> ds.entries().create(entry));
  }

  private List<RegistrationEntry> some() {
    List<RegistrationEntry> some = new ArrayList<>();
    for (int i = pool.below(3); i >= 0; i--) {
      some.add(entry());
    }
    return some;
  }

  private Operation createEach() {
    List<RegistrationEntry> some = some();
    return write("entries.createEach", some, ds -> ds.entries().createEach(some));
  }

  private Operation updateEach() {
    List<EntryChange> changes =
        some().stream()
            .map(values -> new EntryChange(pool.entryId(), EntryUpdate.of(values, fields())))
            .toList();
    return write(
        "entries.updateEach",
        changes.stream().map(it -> it.id() + it.update().fields()).toList(),
        ds -> ds.entries().updateEach(changes));
  }

  private Operation deleteEach() {
    List<String> ids = List.of(pool.entryId(), pool.entryId());
    return write("entries.deleteEach", ids, ds -> ds.entries().deleteEach(ids));
  }

  private Operation createAll() {
    List<RegistrationEntry> some = some();
    return write("entries.createAll", some, ds -> ds.entries().createAll(some));
  }

  private Set<EntryField> fields() {
    if (pool.once(4)) {
      return EnumSet.noneOf(EntryField.class);
    }
    return pool.once(3)
        ? EnumSet.allOf(EntryField.class)
        : EnumSet.copyOf(pool.some(List.of(EntryField.values()), 1, 3));
  }

  private Operation update() {
    String id = pool.entryId();
    boolean alike = pool.once(4) && !shapes.isEmpty();
    RegistrationEntry values = alike ? reshuffled(pool.one(shapes)).build() : entry();
    Set<EntryField> fields = alike ? IDENTITY : fields();
    return expecting(
        "entries.update",
        id + ", " + values + ", " + fields,
        ds -> ds.entries().fetch(id),
        (ds, expectation) -> ds.entries().update(id, EntryUpdate.of(values, fields), expectation));
  }

  private Operation delete() {
    String id = pool.entryId();
    return expecting(
        "entries.delete",
        id,
        ds -> ds.entries().fetch(id),
        (ds, expectation) -> ds.entries().delete(id, expectation));
  }

  private Operation prune() {
    Instant time = pool.time();
    int atMost = pool.once(5) ? 0 : 1 + pool.below(4);
    return write("entries.prune", time + ", " + atMost, ds -> ds.entries().prune(time, atMost));
  }

  private Operation fetch() {
    String id = pool.entryId();
    return read("entries.fetch", id, (ds, consistency) -> ds.entries().fetch(id, consistency));
  }

  private Operation fetchAll() {
    List<String> ids = List.of(pool.entryId(), pool.entryId(), "");
    return read(
        "entries.fetchAll", ids, (ds, consistency) -> ds.entries().fetchAll(ids, consistency));
  }

  private Operation list() {
    EntryFilter filter = pool.once(6) ? EntryFilter.all() : filters.entries();
    return read(
        "entries.list", filter, (ds, consistency) -> ds.entries().list(filter, consistency));
  }

  private Operation count() {
    EntryFilter filter = pool.once(6) ? EntryFilter.all() : filters.entries();
    return read(
        "entries.count", filter, (ds, consistency) -> ds.entries().count(filter, consistency));
  }

  private Operation authorized() {
    SpiffeId agent = pool.one(Pool.AGENTS);
    return read(
        "entries.authorized",
        agent,
        (ds, consistency) -> ds.entries().authorized(agent, consistency));
  }

  private Operation authorizedOne() {
    SpiffeId agent = pool.one(Pool.AGENTS);
    String id = pool.entryId();
    return read(
        "entries.authorizedOne",
        agent + ", " + id,
        (ds, consistency) -> ds.entries().authorized(agent, id, consistency));
  }

  /** Asks as an agent does that knows what it was told before. */
  private Operation authorizedSince() {
    SpiffeId agent = pool.one(Pool.AGENTS);
    int server = server();
    return new Operation(
        server,
        "entries.authorizedSince",
        agent.toString(),
        Freshness.CACHED,
        OptionalInt.empty(),
        side -> poll(side, server, agent));
  }

  private static Read<Answer.Polled> poll(Side side, int server, SpiffeId agent) {
    DataStore dataStore = side.server(server);
    String name = server + " " + agent;
    Optional<Side.Known> known = Optional.ofNullable(side.authorized.get(name));
    // No answer is of that history, so the first one tells all.
    Floor since = known.map(Side.Known::floor).orElse(new Floor("none", 0));
    AuthorizedEntries told = dataStore.entries().authorizedSince(agent, since);
    Map<String, Stored<RegistrationEntry>> entries = new LinkedHashMap<>();
    if (told.extent() == AuthorizedEntries.Extent.DIFFERENCE) {
      entries.putAll(known.orElseThrow().entries());
    }
    told.removedIds().forEach(entries::remove);
    told.entries().forEach(entry -> entries.put(entry.value().id(), entry));
    side.authorized.put(name, new Side.Known(told.floor(), entries));
    return new Read<>(new Answer.Polled(told.extent(), entries), told.floor(), told.age());
  }
}
