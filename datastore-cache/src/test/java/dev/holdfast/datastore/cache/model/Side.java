package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.model.Operation.Freshness;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The DataStore under test, or the model, with what a script has under way there. */
final class Side {

  private final List<DataStore> servers;
  private final IntFunction<Floor> floors;
  private final Consumer<Duration> time;
  final Map<Integer, Listing> listings = new HashMap<>();
  final Map<Integer, ChangeStream> streams = new HashMap<>();
  final Map<String, Known> authorized = new HashMap<>();

  /**
   * Makes a side.
   *
   * @param servers its servers
   * @param floors tells the state so many commits before the latest
   * @param time lets time go by
   */
  Side(List<DataStore> servers, IntFunction<Floor> floors, Consumer<Duration> time) {
    this.servers = servers;
    this.floors = floors;
    this.time = time;
  }

  /**
   * A listing under way.
   *
   * @param server the server of the last page
   * @param page answers a page
   * @param request the last page's request
   * @param next where the next page begins
   * @param floor the state of the last page
   */
  record Listing(
      int server,
      BiFunction<DataStore, PageRequest, Page<?>> page,
      PageRequest request,
      PageToken next,
      Floor floor) {}

  /**
   * What an agent knows.
   *
   * @param floor the state of the last answer
   * @param entries the entries that it may hand out
   */
  record Known(Floor floor, Map<String, Stored<RegistrationEntry>> entries) {}

  DataStore server(int number) {
    return servers.get(number);
  }

  Floor floor(int commitsBack) {
    return floors.apply(commitsBack);
  }

  ReadConsistency consistency(Freshness freshness) {
    return switch (freshness) {
      case CURRENT -> ReadConsistency.current();
      case CACHED -> ReadConsistency.cached();
      case AT_LEAST -> ReadConsistency.atLeast(floor(0));
    };
  }

  /** What a write expects of its record. */
  enum Expected {
    ANYTHING,
    AS_IT_IS,
    AS_IT_IS_NOT;

    Expectation of(Optional<? extends Stored<?>> record) {
      return switch (this) {
        case ANYTHING -> Expectation.any();
        case AS_IT_IS -> Expectation.modRevision(record.map(Stored::modRevision).orElse(1L));
        case AS_IT_IS_NOT ->
            Expectation.modRevision(record.map(Stored::modRevision).orElse(1L) - 1);
      };
    }
  }

  void skip(Duration skipped) {
    time.accept(skipped);
  }

  void closeStreams() {
    streams.values().forEach(ChangeStream::close);
    streams.clear();
  }
}
