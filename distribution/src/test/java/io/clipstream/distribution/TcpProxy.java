package io.clipstream.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes TCP connections on to an address, until it is told to be a network that fails. */
final class TcpProxy implements AutoCloseable {
  private enum Way {
    OPEN,
    REFUSED,
    /** Nothing arrives and nobody hears of it; what was on its way arrives when it heals. */
    SILENT
  }

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private Way way = Way.OPEN;

  private TcpProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens on one address and connects to the other. */
  static TcpProxy start(InetSocketAddress from, InetSocketAddress to) {
    try {
      TcpProxy proxy = new TcpProxy(new ServerSocket(from.getPort(), 50, from.getAddress()), to);
      thread("proxy of " + from, proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + from, e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Ends all connections and lets none through; the result is how many there were. */
  int refuse() {
    set(Way.REFUSED);
    int connections = sockets.size() / 2;
    sockets.forEach(TcpProxy::reset);
    return connections;
  }

  /** Holds back every byte from now on; the result is how many connections there are. */
  int silence() {
    set(Way.SILENT);
    return sockets.size() / 2;
  }

  void heal() {
    set(Way.OPEN);
  }

  private synchronized void set(Way next) {
    way = next;
    notifyAll();
  }

  /** Waits as long as nothing passes; false if nothing will. */
  private synchronized boolean mayPass() {
    try {
      while (way == Way.SILENT) {
        wait();
      }
      return way == Way.OPEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        thread("connection of " + client, () -> connect(client));
      } catch (IOException e) {
        set(Way.REFUSED); // it was closed
      }
    }
  }

  private void connect(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      if (mayPass()) {
        server.connect(target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        thread("answers to " + client, () -> pump(server, client));
        pump(client, server);
        return;
      }
    } catch (IOException e) {
      // Nobody listens there: the client is told so below.
    }
    end(client, server);
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[64 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = in.read(bytes);
      while (mayPass() && count >= 0) {
        out.write(bytes, 0, count);
        count = in.read(bytes);
      }
    } catch (IOException e) {
      // One side is gone: so is the other, in a moment.
    }
    end(from, to);
  }

  private void end(Socket one, Socket other) {
    reset(one);
    reset(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed.
    }
    closed(socket);
  }

  private static void closed(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed(listener);
    refuse();
  }
}
