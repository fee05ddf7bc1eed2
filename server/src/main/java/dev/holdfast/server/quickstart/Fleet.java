package dev.holdfast.server.quickstart;

import dev.holdfast.server.failure.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a fleet.
 *
 * @param bundles its bundles, each named after its trust domain
 * @param nodes its nodes
 * @param entries its entries
 */
record Fleet(List<Path> bundles, Path nodes, Path entries) {

  /**
   * Returns the fleet of a folder.
   *
   * @param folder holds {@code nodes.json}, {@code entries.json}, and {@code bundles}
   */
  static Fleet in(Path folder) {
    Path bundles = folder.resolve("bundles");
    Path nodes = folder.resolve("nodes.json");
    Path entries = folder.resolve("entries.json");
    for (Path needed : List.of(bundles, nodes, entries)) {
      if (!Files.exists(needed)) {
        throw CommandException.usage(
            "there is no " + needed + "; name the folder with the fleet's files with --examples");
      }
    }
    try (Stream<Path> files = Files.list(bundles)) {
      return new Fleet(files.sorted().toList(), nodes, entries);
    } catch (IOException e) {
      throw CommandException.failed("cannot read the folder " + bundles + ": " + e, e);
    }
  }

  /** Returns the trust domain of a bundle's file. */
  static String trustDomain(Path bundle) {
    String name = bundle.getFileName().toString();
    return name.substring(0, name.length() - ".json".length());
  }
}
