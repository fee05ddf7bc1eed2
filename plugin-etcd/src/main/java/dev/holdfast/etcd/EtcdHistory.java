package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import io.etcd.jetcd.api.ResponseHeader;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which history the store's revisions belong to, and the latest revision that was seen of it.
 *
 * <p>A cluster that was restored from a snapshot is another cluster, or tells a revision below one
 * that was told before: then revisions do not mean any more what they meant, and the history needs
 * another name. Thread-safe.
 */
final class EtcdHistory {

  /** What is said while the history has no name. */
  static final String CHANGED =
      "the cluster was restored or replaced; its new history is being named, try again";

  private volatile Name name = new Name("", 0, 0);
  private final AtomicLong seen = new AtomicLong();
  private volatile boolean suspected;

  /**
   * A history's name.
   *
   * @param id the name
   * @param clusterId the cluster that it belongs to
   * @param birth the revision at which the store began: there is no commit of it up to there
   */
  record Name(String id, long clusterId, long birth) {}

  Name name() {
    return name;
  }

  /** Returns the latest revision that an answer told. */
  long seen() {
    return seen.get();
  }

  /** Returns whether an answer told of another history, and nobody has named it yet. */
  boolean isSuspected() {
    return suspected;
  }

  void suspect() {
    suspected = true;
  }

  /** Goes on in a history. */
  synchronized void enter(Name entered, long revision) {
    name = entered;
    seen.set(revision);
    suspected = false;
  }

  /** Returns an answer's revision as one of this history. */
  Header header(ResponseHeader answer) {
    return header(answer.getRevision());
  }

  Header header(long revision) {
    return new Header(revision, name.id());
  }

  /** Returns what an answer to a call that is made now must not fall behind. */
  Floor floor() {
    return new Floor(name, seen.get());
  }

  /**
   * What was known when a call was made.
   *
   * @param name the history
   * @param revision the latest revision that was seen of it
   */
  record Floor(Name name, long revision) {}

  /**
   * Judges an answer.
   *
   * @param answer what it says of the cluster
   * @param floor what was known when the call was made
   * @throws StoreException if the answer is of another history
   */
  void observe(ResponseHeader answer, Floor floor) {
    if (!floor.name().equals(name)) {
      throw changed(); // the call was made in the history before
    }
    if (answer.getClusterId() != name.clusterId() || answer.getRevision() < floor.revision()) {
      suspected = true;
    }
    if (suspected) {
      throw changed();
    }
    long revision = answer.getRevision();
    if (revision > seen.get()) {
      seen.accumulateAndGet(revision, Math::max);
    }
  }

  /** Returns the failure of a call that met another history. */
  static StoreException changed() {
    return new StoreException(ErrorReason.OUTCOME_UNKNOWN, CHANGED);
  }
}
