package dev.holdfast.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Passes connections on to a port of loopback, until it is told to cut or to swallow them. */
final class TcpProxy implements AutoCloseable {

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private State state = State.PASSING;

  /** What becomes of bytes. */
  private enum State {
    PASSING,
    HOLDING,
    CUT
  }

  TcpProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Lets connections stand, and passes nothing on: nobody is told that anything is wrong. */
  void hold() {
    set(State.HOLDING);
  }

  /** Closes all connections, and every new one. */
  void cut() {
    set(State.CUT);
    sockets.forEach(TcpProxy::closeQuietly);
  }

  /** Passes on again, also what was held. */
  void heal() {
    set(State.PASSING);
  }

  private void set(State next) {
    lock.lock();
    try {
      state = next;
      healed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        start(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      if (awaitPassing()) {
        Socket member = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(member);
        start(() -> pass(client, member));
        pass(member, client);
      }
    } catch (IOException | InterruptedException e) {
      // said by the close below
    }
    closeQuietly(client);
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16 << 10];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0 && awaitPassing(); read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // said by the closes below
    }
    closeQuietly(from);
    closeQuietly(to);
    sockets.remove(from);
    sockets.remove(to);
  }

  /** Waits while bytes are held; returns whether they may go on. */
  private boolean awaitPassing() throws InterruptedException {
    lock.lock();
    try {
      while (state == State.HOLDING) {
        healed.await();
      }
      return state == State.PASSING;
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }

  @Override
  public void close() {
    cut();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
