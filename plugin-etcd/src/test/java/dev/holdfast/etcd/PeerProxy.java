package dev.holdfast.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes what the other members send to one member, until some of them are shut out.
 *
 * <p>Members say who they are in a header of each request; only the probes that tell how long the
 * way is do not, and those carry nothing of the cluster's state.
 */
final class PeerProxy implements AutoCloseable {

  private static final Pattern SENDER = Pattern.compile("(?i)\r\nX-Server-From: *([0-9a-f]+)\r\n");

  private final int target;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Predicate<String> shutOut = sender -> false;

  PeerProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts off everybody, also who does not say who it is. */
  void isolate() {
    shut(sender -> true);
  }

  /** Cuts off one member. */
  void shutOut(long member) {
    shut(Long.toHexString(member)::equals);
  }

  /** Lets everybody through again. */
  void heal() {
    shutOut = sender -> false;
  }

  private void shut(Predicate<String> senders) {
    shutOut = senders;
    links.stream().filter(Link::isShutOut).forEach(Link::close);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "peer-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket sender = server.accept();
        start(() -> connect(sender));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket sender) {
    try (sender;
        Socket member = new Socket(InetAddress.getLoopbackAddress(), target)) {
      Link link = new Link(sender, member);
      links.add(link);
      start(link::passAnswers);
      link.passRequests();
      links.remove(link);
    } catch (IOException e) {
      // the member is down, which the sender learns by the close
    }
  }

  @Override
  public void close() {
    isolate();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, of one sender. */
  private final class Link {

    private final Socket sender;
    private final Socket member;
    private volatile String name = "";

    Link(Socket sender, Socket member) {
      this.sender = sender;
      this.member = member;
    }

    boolean isShutOut() {
      return shutOut.test(name);
    }

    void passRequests() {
      pass(sender, member);
    }

    void passAnswers() {
      pass(member, sender);
    }

    private void pass(Socket from, Socket to) {
      byte[] buffer = new byte[16 << 10];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (name.isEmpty() && from == sender) {
            learnName(new String(buffer, 0, read, ISO_8859_1));
          }
          if (isShutOut()) {
            break;
          }
          out.write(buffer, 0, read);
        }
      } catch (IOException e) {
        // said by the close below
      }
      close();
    }

    private void learnName(String request) {
      Matcher sent = SENDER.matcher(request);
      if (sent.find()) {
        name = sent.group(1).toLowerCase(Locale.ROOT);
      }
    }

    void close() {
      try (sender;
          member) {
        links.remove(this);
      } catch (IOException e) {
        // it is gone either way
      }
    }
  }
}
