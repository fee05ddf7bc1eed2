package dev.holdfast.server.bundle;

import picocli.CommandLine.Command;

/** {@code holdfast bundle}: the bundles. */
@Command(
    name = "bundle",
    description = "The bundles: the keys that trust domains are known by.",
    subcommands = {
      BundleCreate.class,
      BundleSet.class,
      BundleShow.class,
      BundleList.class,
      BundleCount.class,
      BundleUpdate.class,
      BundleDelete.class,
      BundleAppend.class,
      BundlePrune.class,
      BundleAuthorities.class,
      BundleTaint.class,
      BundleRevoke.class
    },
    footer = "  holdfast bundle set --trust-domain example.org bundle.json")
public final class BundleCommand {

  /** Makes the command; called by picocli. */
  public BundleCommand() {}
}
