package dev.holdfast.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A server's programs, in an archive on the class path, unpacked once below {@code target}.
 *
 * @param resource the archive
 * @param unpack the option of {@code tar} that unpacks it
 */
record Archive(String resource, String unpack) {

  /** Returns the folder of the unpacked archive. */
  Path folder() throws IOException {
    Path folder = Folders.root().resolve(resource.replace('.', '-'));
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path fresh = Files.createTempDirectory(folder.getParent(), "unpacking-");
    extractTo(fresh);
    try {
      Files.move(fresh, folder);
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      Folders.delete(fresh); // another process was faster
    }
    return folder;
  }

  private void extractTo(Path folder) throws IOException {
    try (InputStream archive = Archive.class.getResourceAsStream("/" + resource)) {
      if (archive == null) {
        throw new IOException(resource + " is not on the class path");
      }
      Process tar =
          new ProcessBuilder(List.of("tar", unpack, "-", "-C", folder.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream input = tar.getOutputStream()) {
        archive.transferTo(input);
      }
      if (Programs.exitOf(tar) != 0) {
        throw new IOException(resource + " could not be unpacked by tar");
      }
    }
  }
}
