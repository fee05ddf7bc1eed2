package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one side of a TLS connection, in PEM.
 *
 * @param certificates its certificate, followed by those that lead to the other side's root
 * @param privateKey the certificate's key, PKCS #8, not encrypted
 * @param trusted the roots that the other side's certificate must lead to; a server without them
 *     asks its clients for none, a client without them trusts the system's
 */
public record TlsFiles(Path certificates, Path privateKey, Optional<Path> trusted) {

  ServerCredentials server() {
    try {
      TlsServerCredentials.Builder builder =
          TlsServerCredentials.newBuilder().keyManager(certificates.toFile(), privateKey.toFile());
      if (trusted.isPresent()) {
        builder
            .trustManager(trusted.get().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  ChannelCredentials client() {
    try {
      TlsChannelCredentials.Builder builder =
          TlsChannelCredentials.newBuilder().keyManager(certificates.toFile(), privateKey.toFile());
      if (trusted.isPresent()) {
        builder.trustManager(trusted.get().toFile());
      }
      return builder.build();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private StoreException unreadable(IOException e) {
    return new StoreException(
        ErrorReason.BAD_OPTION, "cannot read the TLS files of " + certificates + ": " + e, e);
  }
}
