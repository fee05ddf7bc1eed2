package dev.holdfast.sql.server;

import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.testservers.WatchDigest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process that counts on the counters of a store.
 *
 * <p>It prints {@code ready}, counts when it is told {@code go}, prints {@code done}, and when it
 * is told a revision prints the digest of what its watch has told up to there.
 */
final class CountingProcess {

  private CountingProcess() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[1]);
    int increments = Integer.parseInt(arguments[2]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Store store = Stores.open(arguments[0]);
        Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      System.out.println("ready");
      if (!"go".equals(orders.readLine())) {
        throw new IllegalArgumentException("told something else than to go");
      }
      Counters.count(store.blocking(), threads, increments);
      System.out.println("done");
      System.out.println(WatchDigest.of(watch, Long.parseLong(orders.readLine())));
    }
  }
}
