package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.SpiffeId;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may call a DataStore that is served.
 *
 * <p>A caller is known by the SPIFFE id of its certificate: the only URI among its alternative
 * names. A reader may make the calls that read, a writer all calls.
 */
public final class Access {

  private static final Access ANYBODY = new Access(Set.of(), Set.of());

  private final Set<SpiffeId> readers;
  private final Set<SpiffeId> writers;

  private Access(Set<SpiffeId> readers, Set<SpiffeId> writers) {
    this.readers = readers;
    this.writers = writers;
  }

  /** Returns the access of everybody who can connect. */
  public static Access anybody() {
    return ANYBODY;
  }

  /**
   * Returns the access of those who are named, and nobody else. The server must require
   * certificates of its clients.
   *
   * @param readers who may read
   * @param writers who may read and write
   * @throws IllegalArgumentException if nobody is named
   */
  public static Access of(Set<SpiffeId> readers, Set<SpiffeId> writers) {
    if (readers.isEmpty() && writers.isEmpty()) {
      throw new IllegalArgumentException("nobody may call; name a reader or a writer");
    }
    Set<SpiffeId> all = new HashSet<>(readers);
    all.addAll(writers);
    return new Access(Set.copyOf(all), Set.copyOf(writers));
  }

  /** Returns a service that only those may call who have access. */
  BindableService guard(BindableService service) {
    return this == ANYBODY
        ? service
        : () -> ServerInterceptors.intercept(service, new AccessCheck(this));
  }

  boolean allows(SpiffeId caller, Role role) {
    return (role == Role.READ ? readers : writers).contains(caller);
  }

  /** What a call does. */
  enum Role {
    /** It reads. */
    READ("read"),
    /** It writes. */
    WRITE("write");

    /** What the calls that read begin with. Whatever else there is or will be counts as a write. */
    private static final Set<String> READS = Set.of("Fetch", "List", "Count", "Get", "Watch");

    private final String word;

    Role(String word) {
      this.word = word;
    }

    /** Returns the role of a method, such as {@code FetchEntry}. */
    static Role of(String method) {
      return READS.stream().anyMatch(method::startsWith) ? READ : WRITE;
    }

    String word() {
      return word;
    }
  }
}
