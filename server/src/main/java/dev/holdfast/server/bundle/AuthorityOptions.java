package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.server.failure.CommandException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that tell one authority of a bundle. */
final class AuthorityOptions {

  @Option(
      names = "--x509",
      paramLabel = "ID",
      description = {
        "The X.509 authority with this subject key id, in hexadecimal digits, as",
        "'bundle authorities' tells it."
      })
  private Optional<String> x509 = Optional.empty();

  @Option(names = "--jwt", paramLabel = "ID", description = "The JWT key with this key id.")
  private Optional<String> jwt = Optional.empty();

  @Option(names = "--wit", paramLabel = "ID", description = "The WIT key with this key id.")
  private Optional<String> wit = Optional.empty();

  AuthorityOptions() {}

  /** Returns the authority. */
  AuthorityId authority() {
    List<AuthorityId> named =
        Stream.of(
                x509.map(id -> AuthorityId.x509(id.replace(":", ""))),
                jwt.map(AuthorityId::jwt),
                wit.map(AuthorityId::wit))
            .flatMap(Optional::stream)
            .toList();
    if (named.size() != 1) {
      throw CommandException.usage(
          "name one authority, with --x509, --jwt or --wit; 'bundle authorities' lists them");
    }
    return named.get(0);
  }
}
