package dev.holdfast.server.fleet;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.datastore.cache.dump.NewDump;
import dev.holdfast.fleet.Fleet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.LongConsumer;

/** Writes fleets as dumps. */
public final class FleetDump {

  /** Every record of a generated fleet is said to have been made then. */
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  private FleetDump() {}

  /**
   * Writes a fleet.
   *
   * @param fleet the fleet
   * @param out where to; stays open
   * @param progress is told how many records are written
   * @throws IOException if it cannot be written
   */
  public static DumpSummary write(Fleet fleet, OutputStream out, LongConsumer progress)
      throws IOException {
    long latest = Math.max(fleet.size().entries(), fleet.size().nodes());
    NewDump dump = NewDump.begin(out, new Floor("fleet", latest), MADE, "fleet");
    long[] written = {0};
    try {
      fleet.forEach(
          member -> {
            add(member, dump);
            progress.accept(++written[0]);
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
    return dump.end();
  }

  private static void add(Fleet.Member member, NewDump dump) {
    try {
      dump.add(member.record(), member.created());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
