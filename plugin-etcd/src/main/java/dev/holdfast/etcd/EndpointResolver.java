package dev.holdfast.etcd;

import dev.holdfast.etcd.EtcdConfig.Endpoint;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** Resolves the members' host names, each by itself: what does not resolve is left out. */
final class EndpointResolver extends NameResolver {

  /** The scheme of the targets that this resolver is for. */
  static final String SCHEME = "holdfast-etcd";

  private final List<Endpoint> endpoints;
  private final Executor executor;
  private volatile boolean closed;

  private EndpointResolver(List<Endpoint> endpoints, Executor executor) {
    this.endpoints = endpoints;
    this.executor = executor;
  }

  private Listener2 listener = new Ignored();

  @Override
  public String getServiceAuthority() {
    return endpoints.get(0).toString();
  }

  @Override
  public void start(Listener2 told) {
    listener = told;
    refresh();
  }

  @Override
  public void refresh() {
    executor.execute(this::resolve);
  }

  private void resolve() {
    List<EquivalentAddressGroup> groups = new ArrayList<>();
    String problem = "";
    for (Endpoint endpoint : endpoints) {
      Attributes authority =
          Attributes.newBuilder()
              .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, endpoint.toString())
              .build();
      try {
        for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
          groups.add(
              new EquivalentAddressGroup(
                  new InetSocketAddress(address, endpoint.port()), authority));
        }
      } catch (UnknownHostException e) {
        problem = e.toString();
      }
    }
    if (closed) {
      return;
    }
    if (groups.isEmpty()) {
      listener.onError(Status.UNAVAILABLE.withDescription("no member resolves: " + problem));
    } else {
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(groups)).build());
    }
  }

  @Override
  public void shutdown() {
    closed = true;
  }

  /** Told of nothing, before there is somebody to tell. */
  private static final class Ignored extends Listener2 {
    @Override
    public void onResult(ResolutionResult result) {}

    @Override
    public void onError(Status status) {}
  }

  /** Makes resolvers; lists of members are known by a number, since a target is a URI. */
  static final class Provider extends NameResolverProvider {

    private final ConcurrentMap<String, List<Endpoint>> lists = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Returns the target of a list of members. */
    String add(List<Endpoint> endpoints) {
      String name = Long.toString(numbers.incrementAndGet());
      lists.put(name, endpoints);
      return SCHEME + ":///" + name;
    }

    void remove(String target) {
      lists.remove(nameIn(URI.create(target)));
    }

    private static String nameIn(URI target) {
      return target.getPath().substring(1);
    }

    @Override
    public NameResolver newNameResolver(URI target, Args args) {
      return new EndpointResolver(
          Objects.requireNonNull(lists.get(nameIn(target))),
          Objects.requireNonNull(args.getOffloadExecutor()));
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 0; // never the default of another target
    }
  }
}
