package dev.holdfast.server.cli;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.failure.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where things are unless somebody says otherwise. */
public final class Defaults {

  /** The environment variable that names the data folder. */
  public static final String DATA_VARIABLE = "HOLDFAST_DATA";

  /** The environment variable that names the server. */
  public static final String SERVER_VARIABLE = "HOLDFAST_SERVER";

  /** The environment variable that names the store. */
  public static final String STORE_VARIABLE = "HOLDFAST_STORE";

  private static final String DATA_FOLDER = ".holdfast";

  private Defaults() {}

  /**
   * Returns the data folder.
   *
   * @param context tells the environment
   */
  public static Path dataFolder(Context context) {
    return Path.of(context.variable(DATA_VARIABLE).orElse(DATA_FOLDER));
  }

  /**
   * Returns the socket of the server whose data is in a folder.
   *
   * @param dataFolder the folder
   */
  public static Endpoint socket(Path dataFolder) {
    return new Endpoint.UnixSocket(dataFolder.resolve("holdfast.sock"));
  }

  /**
   * Returns the URL of the store whose data is in a folder.
   *
   * @param dataFolder the folder
   */
  public static String storeUrl(Path dataFolder) {
    return "sqlite:" + dataFolder.resolve("store.db");
  }

  /**
   * Makes the data folder, open to its owner only, if it is missing.
   *
   * @param dataFolder the folder
   */
  public static void createDataFolder(Path dataFolder) {
    if (Files.isDirectory(dataFolder)) {
      return;
    }
    try {
      Files.createDirectories(
          dataFolder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw CommandException.failed("cannot make the data folder " + dataFolder + ": " + e, e);
    }
  }

  /** Returns how the program was called, for commands that are shown to people. */
  public static String program() {
    return System.getProperty("holdfast.command", "holdfast");
  }
}
