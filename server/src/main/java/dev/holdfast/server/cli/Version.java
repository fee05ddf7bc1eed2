package dev.holdfast.server.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells the program's version. */
public final class Version implements IVersionProvider {

  /** Makes a provider; called by picocli. */
  public Version() {}

  /** Returns the version, as the jar tells it. */
  public static String current() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"holdfast " + current()};
  }
}
