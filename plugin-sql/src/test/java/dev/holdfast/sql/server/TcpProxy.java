package dev.holdfast.sql.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.store.engine.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a store and its server, and cuts, swallows or loses what they say. */
final class TcpProxy implements AutoCloseable {

  /** What becomes of what is said. */
  private enum Mode {
    PASS,
    /** Connections end, and none can be made. */
    CUT,
    /** Connections stay, and nothing arrives. */
    BLACK_HOLE,
    /** Replies do not arrive; the first that is lost takes its connection with it. */
    LOSE_REPLIES,
    /** As soon as either side says COMMIT, replies are lost. */
    LOSE_COMMIT_REPLY
  }

  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("proxy"));
  private final AtomicInteger lost = new AtomicInteger();
  private volatile Mode mode = Mode.PASS;

  TcpProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void pass() {
    mode = Mode.PASS;
  }

  void cut() {
    mode = Mode.CUT;
    open.forEach(TcpProxy::close);
  }

  void blackHole() {
    mode = Mode.BLACK_HOLE;
  }

  /** Loses the next reply, on whatever connection, and then that connection. */
  void loseReply() {
    mode = Mode.LOSE_REPLIES;
  }

  /** Loses the reply to the next commit, and then its connection. */
  void loseCommitReply() {
    mode = Mode.LOSE_COMMIT_REPLY;
  }

  /** Returns how many replies were lost. */
  int lostReplies() {
    return lost.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (mode == Mode.CUT) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        threads.execute(() -> pump(client, server, Side.CLIENT));
        threads.execute(() -> pump(server, client, Side.SERVER));
      } catch (IOException e) {
        // Closed, or the server is away: the client sees its connection end.
      }
    }
  }

  /** Who speaks. */
  private enum Side {
    CLIENT,
    SERVER
  }

  private void pump(Socket from, Socket to, Side side) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (mode == Mode.BLACK_HOLE) {
          continue;
        }
        if (mode == Mode.LOSE_COMMIT_REPLY && saysCommit(buffer, read)) {
          mode = Mode.LOSE_REPLIES;
        }
        if (mode == Mode.LOSE_REPLIES && side == Side.SERVER) {
          lost.incrementAndGet();
          mode = Mode.PASS;
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One side is gone; closing both tells the other.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static boolean saysCommit(byte[] buffer, int length) {
    String text = new String(buffer, 0, length, ISO_8859_1);
    return text.contains("COMMIT\0") || text.endsWith("COMMIT");
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(TcpProxy::close);
    threads.shutdownNow();
  }
}
