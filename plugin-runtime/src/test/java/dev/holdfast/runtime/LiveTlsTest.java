package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveTlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALLERS = 4;

  @TempDir private Path folder;
  private final Store memory = MemoryStoreProvider.open();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SelfSigned oldServer = SelfSigned.generate();
  private final SelfSigned newServer = SelfSigned.generate();
  private final SelfSigned oldClient = SelfSigned.generate();
  private final SelfSigned newClient = SelfSigned.generate();
  private TlsFiles serverFiles;
  private TlsFiles clientFiles;
  private RpcServer server;

  @BeforeEach
  void serve() throws IOException {
    serverFiles = write("server", oldServer, oldClient);
    clientFiles = write("client", oldClient, oldServer);
    server = start(Endpoint.parse("dns:///localhost:0"));
  }

  private RpcServer start(Endpoint endpoint) {
    return RpcServer.on(endpoint).add(StoreService.of(memory)).withTls(serverFiles).start();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    server.close();
    memory.close();
  }

  @Test
  void calls_whileAllFilesAreReplaced_goOn() throws Exception {
    try (Store store = Stores.open(url(server.endpoint(), clientFiles));
        Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong puts = new AtomicLong();
      List<Future<Long>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Bytes key = Bytes.utf8("caller " + i);
        callers.add(threads.submit(() -> putUntil(stop, store.blocking(), key, puts)));
      }
      awaitMore(puts);

      write("server", newServer, newClient);
      write("client", newClient, newServer);
      waitUntil(
          "the server knows new clients, and no old ones",
          () -> canCall(newClient, newServer) && !canCall(oldClient, newServer));
      assertThat(canCall(newClient, oldServer))
          .as("whether the server shows its old self")
          .isFalse();
      awaitMore(puts);
      stop.set(true);

      long last = 0;
      for (Future<Long> caller : callers) {
        last = Math.max(last, caller.get(1, TimeUnit.MINUTES)); // fails if one of its calls did
      }
      assertThat(eventsUntil(watch, last)).isEqualTo(puts.get());
    }
  }

  private static long putUntil(
      AtomicBoolean stop, BlockingStore store, Bytes key, AtomicLong puts) {
    long last = 0;
    while (!stop.get()) {
      last = store.put(key, Bytes.utf8("v")).modRevision().orElseThrow();
      puts.incrementAndGet();
    }
    return last;
  }

  private static void awaitMore(AtomicLong puts) {
    long enough = puts.get() + 100;
    waitUntil("the callers go on", () -> puts.get() >= enough);
  }

  private static long eventsUntil(Watch watch, long revision) {
    long events = 0;
    long told = 0;
    while (told < revision) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches batches) {
        for (var batch : batches.batches()) {
          told = batch.revision();
          events += batch.events().size();
        }
      }
    }
    return events;
  }

  @Test
  void store_whoseServerComesBackWithNewFiles_connectsWithItsOwnNewOnes() throws Exception {
    try (Store store = Stores.open(url(server.endpoint(), clientFiles))) {
      Endpoint endpoint = server.endpoint();
      server.close();
      write("server", newServer, newClient);
      server = start(endpoint);
      assertThatThrownBy(() -> store.blocking().get(GetRequest.of(Bytes.utf8("k"))))
          .isInstanceOf(StoreException.class);

      write("client", newClient, newServer);

      waitUntil("the store has read its files", () -> answers(store));
    }
  }

  @Test
  void session_ofAClientThatIsTrustedNoLonger_isNotResumed() throws Exception {
    SSLContext client = sslContext(oldClient, oldServer);
    assertThat(canConnect(client)).isTrue();
    // Only the roots change: the session could be resumed, for all that the server's key says.
    write("server", oldServer, newClient);

    waitUntil("the client is known no longer", () -> !canConnect(client));
    assertThat(canConnect(client)).isFalse();
    assertThat(canConnect(sslContext(newClient, oldServer))).isTrue();
  }

  @Test
  void look_whileFilesDoNotFit_keepsThoseBefore() throws Exception {
    try (LiveTls live = LiveTls.ofClient(clientFiles)) {
      assertThat(live.inUse()).isEqualTo(oldClient.certificate());

      Files.writeString(clientFiles.certificates(), newClient.certificatePem());
      live.look();
      assertThat(live.inUse()).as("with another's key").isEqualTo(oldClient.certificate());

      Files.write(clientFiles.privateKey(), newClient.privateKeyStream().readAllBytes());
      Files.writeString(clientFiles.trusted().orElseThrow(), "");
      live.look();
      assertThat(live.inUse()).as("without roots").isEqualTo(oldClient.certificate());

      Files.delete(clientFiles.trusted().orElseThrow());
      live.look();
      assertThat(live.inUse()).as("without a file").isEqualTo(oldClient.certificate());

      Files.writeString(clientFiles.trusted().orElseThrow(), newServer.certificatePem());
      live.look();
      assertThat(live.inUse()).isEqualTo(newClient.certificate());
    }
  }

  @Test
  void open_withFilesThatDoNotFit_saysWhich() throws IOException {
    Files.writeString(clientFiles.certificates(), newClient.certificatePem());
    assertThatThrownBy(() -> Stores.open(url(server.endpoint(), clientFiles)))
        .hasMessageContaining("client.key is not that of the certificate");
    Files.delete(clientFiles.certificates());
    assertThatThrownBy(() -> Stores.open(url(server.endpoint(), clientFiles)))
        .hasMessageContaining("cannot read the TLS files of " + clientFiles.certificates());
  }

  @Test
  void open_withHalfOfTheOptions_namesTheOthers() {
    assertThatThrownBy(() -> Stores.open("dns:///localhost:1?tls_ca=/ca.pem"))
        .hasMessageContaining("TLS needs both tls_cert and tls_key");
    assertThatThrownBy(() -> Stores.open("unix:/none?tls_cart=/cert.pem"))
        .hasMessageContaining("unknown option 'tls_cart'; known are tls_ca, tls_cert, tls_key");
  }

  @Test
  void unixSocket_withTls_asksForACertificateToo() throws IOException {
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve("s"));
    try (RpcServer onSocket = start(endpoint);
        Store known = Stores.open(url(endpoint, clientFiles))) {
      assertThat(answers(known)).isTrue();
      assertThatThrownBy(() -> Stores.open(onSocket.endpoint().toString()))
          .isInstanceOf(StoreException.class);
    }
  }

  private TlsFiles write(String name, SelfSigned own, SelfSigned trusted) throws IOException {
    return new TlsFiles(
        replace(name + ".pem", own.certificatePem().getBytes(UTF_8)),
        replace(name + ".key", own.privateKeyStream().readAllBytes()),
        Optional.of(replace(name + "-ca.pem", trusted.certificatePem().getBytes(UTF_8))));
  }

  private Path replace(String name, byte[] content) throws IOException {
    Path next = Files.write(folder.resolve(name + ".next"), content);
    return Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String url(Endpoint endpoint, TlsFiles files) {
    return endpoint
        + "?tls_cert="
        + files.certificates()
        + "&tls_key="
        + files.privateKey()
        + "&tls_ca="
        + files.trusted().orElseThrow();
  }

  /** Returns whether a client that has not been here before is answered. */
  private boolean canCall(SelfSigned client, SelfSigned expected) {
    try {
      TlsFiles files = write("stranger", client, expected);
      try (RemoteStore store = RemoteStore.at(server.endpoint(), Optional.of(files))) {
        return answers(store);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean answers(Store store) {
    try {
      return store.blocking().get(GetRequest.of(Bytes.utf8("none"))).entries().isEmpty();
    } catch (StoreException e) {
      return false;
    }
  }

  /** Returns whether the server speaks HTTP/2 to a client, over a session from before if it may. */
  private boolean canConnect(SSLContext client) {
    Endpoint.Tcp at = (Endpoint.Tcp) server.endpoint();
    try (SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket(at.host(), at.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLContext sslContext(SelfSigned own, SelfSigned trusted) throws Exception {
    char[] password = "none".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, password);
    keys.setKeyEntry("own", own.privateKey(), password, new Certificate[] {x509(own)});
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, password);
    roots.setCertificateEntry("root", x509(trusted));
    KeyManagerFactory identity = KeyManagerFactory.getInstance("PKIX");
    identity.init(keys, password);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static Certificate x509(SelfSigned one) throws Exception {
    return CertificateFactory.getInstance("X.509").generateCertificate(one.certificateStream());
  }

  private static void waitUntil(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, within %s", what, PATIENCE).isLessThan(deadline);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
