package dev.holdfast.server.watch;

import dev.holdfast.datastore.RecordKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of the kinds of records, as options and answers have them. */
public final class Kinds {

  private Kinds() {}

  /**
   * Returns the name of a kind.
   *
   * @param kind the kind
   */
  public static String name(RecordKind kind) {
    return switch (kind) {
      case BUNDLE -> "bundle";
      case REGISTRATION_ENTRY -> "entry";
      case ATTESTED_NODE -> "node";
      case NODE_SELECTORS -> "node_selectors";
      case JOIN_TOKEN -> "join_token";
      case FEDERATION_RELATIONSHIP -> "federation_relationship";
      case CA_JOURNAL -> "ca_journal";
    };
  }

  /** Reads a name. */
  static final class Converter implements ITypeConverter<RecordKind> {

    @Override
    public RecordKind convert(String text) {
      for (RecordKind kind : RecordKind.values()) {
        if (name(kind).equals(text.replace('-', '_'))) {
          return kind;
        }
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is not bundle, entry, node, node-selectors, join-token, federation-relationship"
              + " or ca-journal");
    }
  }
}
