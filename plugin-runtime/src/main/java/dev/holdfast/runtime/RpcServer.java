package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Threads;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A gRPC server on an {@link Endpoint}, with the standard health service.
 *
 * <p>A TCP endpoint beyond this machine is refused without TLS. A Unix socket is open to its owner
 * only. Thread-safe.
 */
public final class RpcServer implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long PROBE_MILLIS = 100;

  private final Endpoint endpoint;
  private final Server server;
  private final HealthStatusManager health;
  private final EventLoopGroup loops;
  private final Optional<SocketFile> socketFile;
  private final Optional<LiveTls> tls;
  private final ScheduledExecutorService prober =
      Executors.newSingleThreadScheduledExecutor(Threads.named("holdfast-health"));

  private RpcServer(
      Endpoint endpoint,
      Server server,
      HealthStatusManager health,
      EventLoopGroup loops,
      Optional<SocketFile> socketFile,
      Optional<LiveTls> tls) {
    this.endpoint = endpoint;
    this.server = server;
    this.health = health;
    this.loops = loops;
    this.socketFile = socketFile;
    this.tls = tls;
  }

  /**
   * Begins the description of a server.
   *
   * @param endpoint where it listens
   */
  public static Builder on(Endpoint endpoint) {
    return new Builder(endpoint);
  }

  /** Returns where the server listens, a free port made definite. */
  public Endpoint endpoint() {
    return endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0
        ? new Endpoint.Tcp(tcp.host(), server.getPort())
        : endpoint;
  }

  private void watchHealth(String service, Supplier<CompletableFuture<Boolean>> serving) {
    setHealth(service, ServingStatus.NOT_SERVING);
    var unused =
        prober.scheduleWithFixedDelay(
            () -> probe(service, serving), 0, PROBE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void probe(String service, Supplier<CompletableFuture<Boolean>> serving) {
    Futures.whenDone(
        Futures.call(serving),
        yes -> setHealth(service, yes ? ServingStatus.SERVING : ServingStatus.NOT_SERVING),
        failure -> setHealth(service, ServingStatus.NOT_SERVING));
  }

  private void setHealth(String service, ServingStatus status) {
    health.setStatus(service, status);
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
  }

  /** Waits until the server has ended. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Stops taking calls, gives those under way five seconds, and ends. */
  @Override
  public void close() {
    prober.shutdownNow();
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    Transport.shutDown(loops);
    tls.ifPresent(LiveTls::close);
    socketFile.ifPresent(RpcServer::remove);
  }

  private static void remove(SocketFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // What is left behind is stale, and the next server removes it.
    }
  }

  /** Describes a server, then starts it. */
  public static final class Builder {

    private final Endpoint endpoint;
    private final List<BindableService> services = new ArrayList<>();
    private final Map<String, Supplier<CompletableFuture<Boolean>>> probes = new LinkedHashMap<>();
    private final List<String> serving = new ArrayList<>();
    private Optional<ServerCredentials> tls = Optional.empty();
    private Optional<LiveTls> live = Optional.empty();
    private Optional<Executor> executor = Optional.empty();
    private Optional<MeterRegistry> meters = Optional.empty();

    private Builder(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /**
     * Adds a service.
     *
     * @param service the service
     */
    public Builder add(BindableService service) {
      services.add(service);
      return this;
    }

    /** Adds the reflection service, by which tools find out what the server can do. */
    public Builder withReflection() {
      return add(ProtoReflectionServiceV1.newInstance());
    }

    /**
     * Tells the health of a service, and of the server as a whole, as a probe finds it.
     *
     * @param service the service's full name
     * @param serving answers whether it serves; asked every 100 ms, and must not block
     */
    public Builder healthOf(String service, Supplier<CompletableFuture<Boolean>> serving) {
      probes.put(service, serving);
      return this;
    }

    /**
     * Tells that a name serves, from the start to the end.
     *
     * @param service a name by which the server's health is asked for
     */
    Builder alwaysServing(String service) {
      serving.add(service);
      return this;
    }

    /**
     * Encrypts the endpoint.
     *
     * @param files the server's files
     * @throws StoreException {@link ErrorReason#BAD_OPTION} if they cannot be used
     */
    public Builder withTls(TlsFiles files) {
      LiveTls read = LiveTls.ofServer(files);
      live = Optional.of(read);
      return withTls(read.serverCredentials());
    }

    Builder withTls(ServerCredentials credentials) {
      tls = Optional.of(credentials);
      return this;
    }

    /**
     * Runs calls on an executor, for services that block; without one they run on the network's own
     * threads.
     *
     * @param threads the executor
     */
    public Builder runOn(Executor threads) {
      executor = Optional.of(threads);
      return this;
    }

    /**
     * Counts and times the calls of all services, by service, method and status: {@code
     * grpc.server.requests.received}, {@code grpc.server.responses.sent} and {@code
     * grpc.server.processing.duration}.
     *
     * @param registry holds the meters
     */
    public Builder meteredBy(MeterRegistry registry) {
      meters = Optional.of(registry);
      return this;
    }

    /**
     * Starts the server.
     *
     * @throws StoreException {@link ErrorReason#BAD_OPTION} if it cannot listen there
     */
    public RpcServer start() {
      requireSafe();
      Optional<SocketFile> socketFile =
          endpoint instanceof Endpoint.UnixSocket socket
              ? Optional.of(SocketFile.claim(socket.path()))
              : Optional.empty();
      EventLoopGroup loops = Transport.eventLoops("holdfast-server", threads());
      HealthStatusManager health = new HealthStatusManager();
      serving.forEach(service -> health.setStatus(service, ServingStatus.SERVING));
      ServerCredentials credentials = tls.orElseGet(InsecureServerCredentials::create);
      NettyServerBuilder builder = Transport.server(endpoint, credentials, loops);
      services.forEach(builder::addService);
      builder.addService(health.getHealthService());
      executor.ifPresentOrElse(builder::executor, builder::directExecutor);
      meters.ifPresent(
          registry -> builder.intercept(new MetricCollectingServerInterceptor(registry)));
      try {
        Server server = builder.build().start();
        if (socketFile.isPresent()) {
          socketFile.get().restrict();
        }
        RpcServer started = new RpcServer(endpoint, server, health, loops, socketFile, live);
        probes.forEach(started::watchHealth);
        live.ifPresent(LiveTls::begin);
        return started;
      } catch (IOException e) {
        Transport.shutDown(loops);
        socketFile.ifPresent(RpcServer::remove);
        throw new StoreException(
            ErrorReason.BAD_OPTION, "cannot listen on " + endpoint + ": " + e.getMessage(), e);
      }
    }

    private void requireSafe() {
      if (endpoint instanceof Endpoint.Tcp tcp && tls.isEmpty() && !tcp.isLoopback()) {
        throw new StoreException(
            ErrorReason.BAD_OPTION,
            "refusing to listen on "
                + endpoint
                + " without TLS; give a certificate, or listen on a Unix socket or on 127.0.0.1");
      }
    }

    private static int threads() {
      return Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    }
  }
}
