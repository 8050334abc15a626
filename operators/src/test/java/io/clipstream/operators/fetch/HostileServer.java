package io.clipstream.operators.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each connection with what HTTP servers do not say. */
final class HostileServer implements AutoCloseable {
  /** Writes, perhaps without end; ends when the socket does. */
  interface Script {
    void play(Socket socket, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();

  HostileServer(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    daemon(this::accept);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "hostile-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        daemon(() -> play(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void play(Socket socket) {
    try (socket) {
      byte[] request = new byte[4096];
      if (socket.getInputStream().read(request) > 0) {
        script.play(socket, socket.getOutputStream());
      }
    } catch (IOException e) {
      // The client has gone, as it should.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  String uri() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/a.png";
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
