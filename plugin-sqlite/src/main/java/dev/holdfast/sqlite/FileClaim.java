package dev.holdfast.sqlite;

import dev.holdfast.sqlite.SqliteFile.Sharing;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The right to use a file, held by a lock on a file beside it, {@code …-lock}.
 *
 * <p>The system's locks belong to processes; within this one, claims of the same file are counted.
 */
final class FileClaim implements AutoCloseable {

  private static final Map<Path, FileClaim> HELD = new HashMap<>();

  private final Path path;
  private final Sharing sharing;
  private final FileChannel channel;
  private int count = 1;

  private FileClaim(Path path, Sharing sharing, FileChannel channel) {
    this.path = path;
    this.sharing = sharing;
    this.channel = channel;
  }

  /** Takes a claim, or refuses it by name. */
  static FileClaim take(Path path, Sharing sharing) throws IOException {
    Path real =
        path.getParent() == null ? path : path.getParent().toRealPath().resolve(path.getFileName());
    synchronized (HELD) {
      FileClaim held = HELD.get(real);
      if (held != null) {
        if (sharing == Sharing.EXCLUSIVE || held.sharing == Sharing.EXCLUSIVE) {
          throw taken(path, sharing);
        }
        held.count++;
        return held;
      }
      FileChannel channel =
          FileChannel.open(
              real.resolveSibling(real.getFileName() + "-lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        if (channel.tryLock(0, Long.MAX_VALUE, sharing == Sharing.SHARED) == null) {
          throw taken(path, sharing);
        }
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      FileClaim claim = new FileClaim(real, sharing, channel);
      HELD.put(real, claim);
      return claim;
    }
  }

  private static StoreException taken(Path path, Sharing sharing) {
    return new StoreException(
        ErrorReason.NOT_APPLIED,
        path
            + " is open already"
            + (sharing == Sharing.SHARED
                ? " for one process alone; reopen it there with shared=true"
                : "; close it there, or open it on every side with shared=true"));
  }

  /** Gives the claim back; the last one of this process releases the lock. */
  @Override
  public void close() {
    synchronized (HELD) {
      count--;
      if (count == 0) {
        HELD.remove(path);
        try {
          channel.close();
        } catch (IOException e) {
          // The lock goes with the process at the latest.
        }
      }
    }
  }
}
