package dev.holdfast.runtime;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.NettySslContextServerCredentials;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one side of a connection, from files that are read again while it is in use.
 *
 * <p>A handshake takes what the files held when they were last read and fitted together. Files that
 * are being replaced, one after the other, are left alone until they do; connections that stand are
 * not touched. New files begin new sessions: gRPC's own reloading managers of keys and of trust
 * would leave the old ones, which a client resumes without showing a certificate. Thread-safe.
 */
final class LiveTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveTls.class);
  private static final Duration READ_EVERY = Duration.ofSeconds(1);

  private final TlsFiles files;
  private final Side side;
  private final RenewedSslContext context;
  private final ScheduledExecutorService reader =
      Executors.newSingleThreadScheduledExecutor(Threads.named("holdfast-tls"));
  private TlsContent current;
  private String complaint = "";

  /** Which end of a connection. */
  private enum Side {
    SERVER {
      @Override
      SslContextBuilder with(TlsContent content) throws GeneralSecurityException, IOException {
        return SslContextBuilder.forServer(content.privateKey(), content.certificates())
            .clientAuth(content.roots().isEmpty() ? ClientAuth.NONE : ClientAuth.REQUIRE);
      }
    },
    CLIENT {
      @Override
      SslContextBuilder with(TlsContent content) throws GeneralSecurityException, IOException {
        return SslContextBuilder.forClient()
            .keyManager(content.privateKey(), content.certificates());
      }
    };

    abstract SslContextBuilder with(TlsContent content)
        throws GeneralSecurityException, IOException;

    SslContext context(TlsContent content) throws GeneralSecurityException, IOException {
      SslContextBuilder builder = with(content);
      if (!content.roots().isEmpty()) {
        builder.trustManager(content.trusted());
      }
      return GrpcSslContexts.configure(builder).build();
    }
  }

  private LiveTls(TlsFiles files, Side side) throws GeneralSecurityException, IOException {
    this.files = files;
    this.side = side;
    this.current = TlsContent.of(files);
    this.context = new RenewedSslContext(side.context(current));
  }

  /**
   * Reads the files of a server, for now; {@link #begin} goes on reading.
   *
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if they cannot be used
   */
  static LiveTls ofServer(TlsFiles files) {
    return of(files, Side.SERVER);
  }

  /**
   * Reads the files of a client, for now; {@link #begin} goes on reading.
   *
   * @throws StoreException {@link ErrorReason#BAD_OPTION} if they cannot be used
   */
  static LiveTls ofClient(TlsFiles files) {
    return of(files, Side.CLIENT);
  }

  private static LiveTls of(TlsFiles files, Side side) {
    try {
      return new LiveTls(files, side);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "cannot read the TLS files of " + files.certificates() + ": " + e,
          e);
    }
  }

  /** Reads the files again from now on, until this is closed. */
  void begin() {
    long every = READ_EVERY.toMillis();
    var unused = reader.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  ServerCredentials serverCredentials() {
    return NettySslContextServerCredentials.create(context);
  }

  ChannelCredentials channelCredentials() {
    return NettySslContextChannelCredentials.create(context);
  }

  /** Returns our certificate as handshakes show it now, in DER. */
  synchronized Bytes inUse() throws CertificateException {
    return Bytes.wrap(current.certificates()[0].getEncoded());
  }

  /** Reads the files, and takes what they hold if it is new and fits together. */
  synchronized void look() {
    try {
      TlsContent content = TlsContent.of(files);
      if (!content.equals(current)) {
        context.renew(side.context(content));
        current = content;
        LOG.info("new TLS files of {} are in use", files.certificates());
      }
      complaint = "";
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      complain(e.toString());
    }
  }

  private void complain(String problem) {
    if (!problem.equals(complaint)) {
      complaint = problem;
      LOG.warn(
          "the TLS files of {} cannot be used now; those read before stay in use: {}",
          files.certificates(),
          problem);
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
