package dev.holdfast.server.bundle;

import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import java.io.InputStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The formats that a bundle is read from. */
public enum FileFormat {
  /** A SPIFFE bundle document. */
  SPIFFE,
  /** X.509 certificates in PEM. */
  PEM,
  /** What {@code bundle show --output json} writes. */
  JSON;

  /**
   * Reads the bundle of a trust domain, and tells people what was left out.
   *
   * @param trustDomain the trust domain
   * @param file the file's name, or {@code -}
   * @param context tells what the program is fed, and where people are told
   */
  public BundleContent read(TrustDomain trustDomain, String file, Context context) {
    BundleContent content =
        InputFile.read(file, context, (name, input) -> read(trustDomain, name, input));
    content.ignored().forEach(what -> context.err().println("ignored: " + what));
    return content;
  }

  private BundleContent read(TrustDomain trustDomain, String file, InputStream input) {
    return switch (this) {
      case SPIFFE -> SpiffeDocument.read(trustDomain, file, input);
      case PEM -> PemDocument.read(trustDomain, file, input);
      case JSON -> BundleDocument.read(trustDomain, file, input);
    };
  }

  /** Reads the name of a format. */
  public static final class Converter implements ITypeConverter<FileFormat> {

    /** Makes a converter; called by picocli. */
    public Converter() {}

    @Override
    public FileFormat convert(String text) {
      return switch (text) {
        case "spiffe" -> SPIFFE;
        case "pem" -> PEM;
        case "json" -> JSON;
        default -> throw new TypeConversionException("'" + text + "' is not spiffe, pem or json");
      };
    }
  }
}
