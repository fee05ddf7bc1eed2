package dev.holdfast.sql;

import dev.holdfast.store.StoreInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * How a store on a SQL database is run.
 *
 * @param info its name, capabilities and limits
 * @param revisionsKept how many revisions are kept however old they are
 * @param readers how many connections read at a time, from 1
 * @param polling how often the log is looked at for the commits of other processes; nothing where
 *     no other process can write
 */
public record SqlConfig(
    StoreInfo info, long revisionsKept, int readers, Optional<Polling> polling) {

  /**
   * How often the log is looked at.
   *
   * @param shortest the interval after something was found
   * @param longest the interval after nothing was found for a while
   */
  public record Polling(Duration shortest, Duration longest) {}
}
