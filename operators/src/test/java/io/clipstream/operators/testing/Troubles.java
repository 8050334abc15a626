package io.clipstream.operators.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and an HTTP server on this machine, and spoils requests as a test says.
 * Each connection carries one request.
 */
public final class Troubles implements AutoCloseable {
  /** What becomes of a request. */
  public enum Fate {
    /** It passes. */
    PASS,
    /** The answer is that the server is busy. */
    BUSY,
    /** The connection ends in the middle of what the client sends. */
    CUT,
    /** The answer comes in small pieces with pauses. */
    SLOW
  }

  /** Decides on a request. */
  public interface Plan {
    /**
     * @param request method and path, as in {@code PUT /bucket/file?uploadId=1}
     */
    Fate of(String request);
  }

  private static final int CUT_AFTER = 1_000;
  private static final int PIECE = 8_192;

  private final ServerSocket listening;
  private final int target;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Plan plan = request -> Fate.PASS;

  private Troubles(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static Troubles before(int port) throws IOException {
    ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Troubles troubles = new Troubles(listening, port);
    start(troubles::accept);
    return troubles;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static Thread start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                // One of the two has closed the connection.
              }
            },
            "troubles");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on requests meet with this. */
  public void plan(Plan next) {
    plan = next;
  }

  /** Requests that passed. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      start(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      InputStream in = client.getInputStream();
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      String request = head.substring(0, head.lastIndexOf(" HTTP/", head.indexOf("\r\n")));
      Fate fate = plan.of(request);
      if (fate == Fate.BUSY) {
        answerBusy(client);
        return;
      }
      requests.add(request);
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
        pass(client, server, head, fate);
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void answerBusy(Socket client) throws IOException {
    String body = "<Error><Code>SlowDown</Code><Message>busy</Message></Error>";
    String answer =
        "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
            + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
  }

  private static void pass(Socket client, Socket server, String head, Fate fate)
      throws IOException {
    OutputStream out = server.getOutputStream();
    String closing = head.substring(0, head.length() - 2) + "Connection: close\r\n\r\n";
    out.write(closing.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    start(() -> copy(client.getInputStream(), out, fate == Fate.CUT ? CUT_AFTER : Long.MAX_VALUE));
    if (fate == Fate.CUT) {
      awaitEnd(server);
    } else if (fate == Fate.SLOW) {
      copySlowly(server.getInputStream(), client.getOutputStream());
    } else {
      copy(server.getInputStream(), client.getOutputStream(), Long.MAX_VALUE);
    }
  }

  private static void copy(InputStream in, OutputStream out, long most) throws IOException {
    byte[] buffer = new byte[PIECE];
    long left = most;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, (int) Math.min(n, left));
      out.flush();
      left -= Math.min(n, left);
      if (left == 0) {
        out.close(); // and with it the socket
        return;
      }
    }
  }

  /** The client sees an end without an answer. */
  private static void awaitEnd(Socket server) throws IOException {
    try (InputStream in = server.getInputStream()) {
      while (in.read() >= 0) {
        // Whatever the server makes of half a request.
      }
    }
  }

  private static void copySlowly(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[PIECE];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
