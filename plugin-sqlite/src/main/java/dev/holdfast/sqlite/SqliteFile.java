package dev.holdfast.sqlite;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The file of a store, claimed for this process or shared with others.
 *
 * <p>It remembers which file it opened, so that one that is put in its place is noticed.
 */
final class SqliteFile implements AutoCloseable {

  /** Who may open the file. */
  enum Sharing {
    /** This process alone, once. */
    EXCLUSIVE,
    /** Whoever opens it shared. */
    SHARED
  }

  private final Path path;
  private final FileClaim claim;
  private final Object identity;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SqliteFile(Path path, FileClaim claim, Object identity) {
    this.path = path;
    this.claim = claim;
    this.identity = identity;
  }

  /** Claims a file, and creates it empty where it is missing; its folder must be there. */
  static SqliteFile open(Path path, Sharing sharing) {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "the folder of " + path + " does not exist; create it first");
    }
    if (Files.isDirectory(path)) {
      throw new StoreException(ErrorReason.BAD_OPTION, path + " is a folder; name a file in it");
    }
    try {
      FileClaim claim = FileClaim.take(path, sharing);
      try {
        createIfMissing(path);
        return new SqliteFile(path, claim, identityOf(path));
      } catch (IOException | RuntimeException e) {
        claim.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.PERMISSION_DENIED, "cannot open " + path + " for writing: " + e, e);
    }
  }

  private static void createIfMissing(Path path) throws IOException {
    if (!Files.exists(path)) {
      try {
        Files.createFile(path);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // Another process was faster; the file is there, which is what matters.
      }
    }
    if (!Files.isWritable(path)) {
      throw new IOException("the file is read-only");
    }
  }

  Path path() {
    return path;
  }

  /** Returns whether the path still leads to the file that was opened. */
  boolean isSame() {
    try {
      return identityOf(path).equals(identity);
    } catch (IOException e) {
      return false;
    }
  }

  private static Object identityOf(Path path) throws IOException {
    try {
      Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
      return attributes;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
      return path; // a system without inodes: only a missing file can be told
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      claim.close();
    }
  }
}
