package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.StoreUrl;
import dev.holdfast.store.Stores;
import dev.holdfast.store.engine.Threads;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.micrometer.core.instrument.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * Makes a program a store plugin, which a host launches as {@code plugin:/path/to/program}.
 *
 * <p>A plugin's {@code main} is one line:
 *
 * <pre>{@code System.exit(StorePlugin.serve(new MyStoreProvider(), ""));}</pre>
 *
 * <p>The plugin prints one line on its standard output, by which the host finds it; from then on
 * that output is the same as the error output, which is the host's log. It ends when the host asks
 * it to, when the host has gone, and by SIGTERM; then it closes the store.
 *
 * <p>Its calls are counted and timed where {@link Metrics#globalRegistry} has a registry by the
 * time that it serves.
 */
public final class StorePlugin {

  private static final String BY_HAND =
      "This program is a store plugin. It is started by a Holdfast host, which names it as the"
          + " store\n"
          + "plugin:/path/to/this/program, and not by hand.";

  private final StoreService service;
  private final Map<String, String> environment;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean ending;

  private StorePlugin(StoreService service, Map<String, String> environment) {
    this.service = service;
    this.environment = environment;
  }

  /**
   * Serves stores of the kind that a URL names; the host configures it.
   *
   * @param arguments one URL, such as {@code sqlite:/var/lib/holdfast/store.db}; its options hold
   *     where the host tells none of that name
   */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("name the store by one URL, such as memory:");
      System.exit(2);
    }
    System.exit(serve(arguments[0]));
  }

  /**
   * Serves the store at a URL, which the host configures; returns when the plugin has ended.
   *
   * @param url its options hold where the host tells none of that name
   * @return the status for the process to exit with
   */
  public static int serve(String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    return serve(new WithDefaults(Stores.provider(parsed.scheme()), parsed), parsed.location());
  }

  /**
   * Serves a store that the host configures; returns when the plugin has ended.
   *
   * @param provider opens the store when it is configured
   * @param location where, as the provider understands it
   * @return the status for the process to exit with
   */
  public static int serve(StoreProvider provider, String location) {
    return new StorePlugin(StoreService.configurable(provider, location), System.getenv()).run();
  }

  /**
   * Serves a store that is open; returns when the plugin has ended. The caller closes the store.
   *
   * @param store the store
   * @return the status for the process to exit with
   */
  public static int serve(Store store) {
    return new StorePlugin(StoreService.of(store), System.getenv()).run();
  }

  private int run() {
    PrintStream output = System.out;
    System.setOut(System.err);
    try {
      requireHost();
      start(output);
      return 0;
    } catch (StoreException e) {
      System.err.println(e.description());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void requireHost() {
    if (!Handshake.COOKIE_VALUE.equals(environment.get(Handshake.COOKIE_KEY))) {
      throw new StoreException(ErrorReason.BAD_OPTION, BY_HAND);
    }
    String offered = environment.getOrDefault(Handshake.VERSIONS, Handshake.VERSION);
    if (!Handshake.versionsIn(offered).contains(Handshake.VERSION)) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the host speaks versions "
              + offered
              + " of the store plugin protocol, and this plugin version "
              + Handshake.VERSION);
    }
  }

  private void start(PrintStream output) throws InterruptedException {
    Endpoint endpoint = new Endpoint.UnixSocket(socketFolder().resolve(socketName()));
    Optional<SelfSigned> own =
        Optional.ofNullable(environment.get(Handshake.CLIENT_CERTIFICATE))
            .filter(pem -> !pem.isBlank())
            .map(pem -> SelfSigned.generate());
    RpcServer.Builder builder =
        RpcServer.on(endpoint)
            .add(service)
            .add(new PluginController(asked::countDown))
            .alwaysServing("plugin")
            .healthOf(StoreService.NAME, service::isServing);
    own.ifPresent(certificate -> builder.withTls(credentials(certificate)));
    if (!Metrics.globalRegistry.getRegistries().isEmpty()) {
      builder.meteredBy(Metrics.globalRegistry);
    }
    RpcServer server = builder.start();
    Thread onSignal = new Thread(() -> end(server), "holdfast-plugin-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    endWithParent();
    output.println(new Handshake(endpoint, own.map(SelfSigned::certificate)).line());
    output.flush();
    asked.await();
    end(server);
  }

  private ServerCredentials credentials(SelfSigned own) {
    String trusted = environment.getOrDefault(Handshake.CLIENT_CERTIFICATE, "");
    try {
      return TlsServerCredentials.newBuilder()
          .keyManager(own.certificateStream(), own.privateKeyStream())
          .trustManager(new ByteArrayInputStream(trusted.getBytes(UTF_8)))
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
          .build();
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the host's certificate in " + Handshake.CLIENT_CERTIFICATE + " cannot be read: " + e,
          e);
    }
  }

  private Path socketFolder() {
    String told = environment.getOrDefault(Handshake.SOCKET_FOLDER, "");
    try {
      return told.isEmpty() ? Files.createTempDirectory("holdfast") : Path.of(told);
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "there is no folder for the plugin's socket: " + e, e);
    }
  }

  private static String socketName() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /** Closes everything once; whoever comes second waits for it. */
  private void end(RpcServer server) {
    boolean first;
    synchronized (this) {
      first = !ending;
      ending = true;
    }
    if (first) {
      service.close(); // first, since it ends the watches that the server would wait for
      server.close();
      closed.countDown();
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the plugin when its host has gone: by the end of the input, where that is a pipe from the
   * host, and by the end of the parent.
   */
  private void endWithParent() {
    ProcessHandle.current().parent().ifPresent(this::endWith);
    if (isPipe(Path.of("/proc/self/fd/0"))) {
      Threads.named("holdfast-plugin-input").newThread(this::drainInput).start();
    }
  }

  private void endWith(ProcessHandle parent) {
    var unused = parent.onExit().thenRun(asked::countDown);
  }

  private void drainInput() {
    try {
      while (System.in.read() >= 0) {
        // A host says nothing here: only the end matters.
      }
    } catch (IOException e) {
      // An input that cannot be read has ended.
    }
    asked.countDown();
  }

  /** Hosts hand on their own input too, which may be a terminal, or empty from the start. */
  private static boolean isPipe(Path input) {
    try {
      String target = Files.readSymbolicLink(input).toString();
      return List.of("pipe:", "socket:").stream().anyMatch(target::startsWith);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Opens a provider's stores with what a URL told, where the host does not tell otherwise. */
  private record WithDefaults(StoreProvider provider, StoreUrl url) implements StoreProvider {

    @Override
    public Set<String> schemes() {
      return provider.schemes();
    }

    @Override
    public StoreInfo describe() {
      return provider.describe();
    }

    @Override
    public Store open(String location, StoreOptions options) {
      Map<String, String> values = new HashMap<>(url.options());
      values.putAll(options.asMap());
      Set<String> required = new HashSet<>(options.required());
      required.addAll(url.options().keySet());
      return provider.open(location, StoreOptions.of(values, required));
    }
  }
}
