package dev.holdfast.server.federation;

import dev.holdfast.datastore.BundleEndpointProfile;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of the profiles of bundle endpoints. */
enum Profile {
  HTTPS_WEB,
  HTTPS_SPIFFE;

  static Profile of(BundleEndpointProfile profile) {
    return profile instanceof BundleEndpointProfile.HttpsSpiffe ? HTTPS_SPIFFE : HTTPS_WEB;
  }

  /** Returns the name, for people and programs. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the profile of a name. */
  static Profile parse(String text) {
    for (Profile profile : values()) {
      if (profile.word().equals(text)) {
        return profile;
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not https_web or https_spiffe");
  }

  /** Reads a name. */
  static final class Converter implements ITypeConverter<Profile> {

    @Override
    public Profile convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
