package dev.holdfast.server.store;

import dev.holdfast.server.failure.CommandException;
import picocli.CommandLine.Option;

/** The options that tell how keys and values are written. */
final class CodingOptions {

  @Option(names = "--hex", description = "Keys and values are written in hexadecimal digits.")
  private boolean hex;

  @Option(names = "--base64", description = "Keys and values are written in base64.")
  private boolean base64;

  /** Returns how keys and values are written. */
  Coding coding() {
    if (hex && base64) {
      throw CommandException.usage("--hex and --base64 exclude each other");
    }
    return hex ? Coding.HEX : base64 ? Coding.BASE64 : Coding.TEXT;
  }
}
