package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.model.Operation.Freshness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Draws operations of one sort. */
abstract class Operations {

  static final int LISTINGS = 3;

  protected final Pool pool;
  private final int servers;
  private final List<Supplier<Operation>> all = new ArrayList<>();

  Operations(Pool pool, int servers) {
    this.pool = pool;
    this.servers = servers;
  }

  /** Adds an operation that is drawn so often among the others. */
  protected void add(int weight, Supplier<Operation> operation) {
    all.addAll(Collections.nCopies(weight, operation));
  }

  Operation next() {
    return pool.one(all).get();
  }

  protected int server() {
    return pool.below(servers);
  }

  protected Operation write(String name, Object arguments, Function<DataStore, Object> call) {
    int server = server();
    return Operation.write(
        server, name, arguments.toString(), side -> call.apply(side.server(server)));
  }

  /** Returns a write that may expect something of its record. */
  protected Operation expecting(
      String name,
      Object arguments,
      Function<DataStore, Optional<? extends Stored<?>>> record,
      BiFunction<DataStore, Expectation, Object> call) {
    int server = server();
    Side.Expected expected = pool.one(Side.Expected.values());
    return Operation.write(
        server,
        name,
        arguments + ", expecting " + expected,
        side -> {
          DataStore dataStore = side.server(server);
          return call.apply(dataStore, expected.of(record.apply(dataStore)));
        });
  }

  protected Operation read(
      String name, Object arguments, BiFunction<DataStore, ReadConsistency, Read<?>> call) {
    int server = server();
    Freshness freshness = pool.one(Freshness.values());
    return new Operation(
        server,
        name,
        arguments + ", " + freshness,
        freshness,
        OptionalInt.empty(),
        side -> call.apply(side.server(server), side.consistency(freshness)));
  }

  /** Returns the read of a listing's first page; the others are drawn elsewhere. */
  protected Operation firstPage(
      String name, Object arguments, BiFunction<DataStore, PageRequest, Page<?>> call) {
    int server = server();
    int slot = pool.below(LISTINGS);
    Freshness freshness = pool.one(Freshness.values());
    PageRequest first = PageRequest.first(1 + pool.below(4));
    PageRequest request = pool.once(3) ? first.continuingWhenMoved() : first;
    return new Operation(
        server,
        name,
        arguments
            + ", "
            + request.size()
            + " "
            + request.whenMoved()
            + ", "
            + freshness
            + ", listing "
            + slot,
        freshness,
        OptionalInt.empty(),
        side -> {
          side.listings.remove(slot);
          PageRequest fresh = request.at(side.consistency(freshness));
          Page<?> page = call.apply(side.server(server), fresh);
          page.next()
              .ifPresent(
                  next ->
                      side.listings.put(
                          slot, new Side.Listing(server, call, fresh, next, page.floor())));
          return page;
        });
  }
}
