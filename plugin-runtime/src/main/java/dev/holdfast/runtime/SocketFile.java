package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The place in the file system of a server's Unix socket.
 *
 * <p>A lock on a file beside it decides between servers that start at once, so that what a crash
 * left behind is removed by the one server that may: a socket is stale if nobody holds the lock and
 * nobody answers.
 */
final class SocketFile implements AutoCloseable {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_READS_AND_WRITES =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;
  private final FileChannel lock;

  private SocketFile(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Takes the place, and removes a stale socket from it. */
  static SocketFile claim(Path path) {
    try {
      createFolder(path);
      FileChannel lock =
          FileChannel.open(lockFile(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (!tryLock(lock) || answers(path)) {
          throw new StoreException(
              ErrorReason.BAD_OPTION,
              "another server listens on "
                  + path
                  + "; stop it, or choose another socket for this one");
        }
        Files.deleteIfExists(path);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
      return new SocketFile(path, lock);
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "cannot make the socket " + path + ": " + e, e);
    }
  }

  /** Keeps everybody but the owner from the socket; to be called once it is bound. */
  void restrict() throws IOException {
    Files.setPosixFilePermissions(path, OWNER_READS_AND_WRITES);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(lockFile(path));
    lock.close();
  }

  private static Path lockFile(Path path) {
    return path.resolveSibling(path.getFileName() + ".lock");
  }

  private static void createFolder(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static boolean answers(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
