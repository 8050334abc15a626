package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A hub on this machine that answers as the public one does, and fails as it is told to. */
final class LocalHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String SIGLIP = "google/siglip2-base-patch16-224";
  private static final int LARGE = 10_000;

  private final HttpServer server;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, byte[]> served = new LinkedHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile int cutAfter = Integer.MAX_VALUE;
  private volatile boolean silent;

  LocalHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "local-hub");
              thread.setDaemon(true);
              return thread;
            }));
    for (String repository : List.of("owner/clip", SIGLIP)) {
      server.createContext("/api/models/" + repository + "/revision/main", this::listing);
      server.createContext("/" + repository + "/resolve/" + COMMIT + "/", this::file);
    }
    server.createContext("/cdn/", this::content);
    server.createContext(
        "/api/models/owner/loop/", exchange -> redirect(exchange, "/api/models/owner/loop/x"));
    server.start();
  }

  URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  void put(String name, byte[] content) {
    files.put(name, content);
    served.put(name, content);
  }

  void remove(String name) {
    files.remove(name);
    served.remove(name);
  }

  /** Serves other bytes than the listing's hash is of. */
  void tamper(String name, byte[] content) {
    served.put(name, content);
  }

  /** Ends the next large answer after so many bytes. */
  void cutOnceAfter(int bytes) {
    cutAfter = bytes;
  }

  /** Leaves the next large answer hanging. */
  void fallSilentOnce() {
    silent = true;
  }

  /** Paths with their Range header, in the order they came. */
  List<String> requests() {
    return requests;
  }

  private void listing(HttpExchange exchange) throws IOException {
    List<Map<String, Object>> siblings = new ArrayList<>();
    files.forEach((name, content) -> siblings.add(sibling(name, content)));
    byte[] json = new ObjectMapper().writeValueAsBytes(Map.of("sha", COMMIT, "siblings", siblings));
    answer(exchange, 200, json);
  }

  private static Map<String, Object> sibling(String name, byte[] content) {
    Map<String, Object> sibling = new LinkedHashMap<>();
    sibling.put("rfilename", name);
    sibling.put("size", content.length);
    if (content.length >= LARGE) {
      sibling.put("blobId", "f".repeat(40)); // of the pointer, not of the content
      sibling.put("lfs", Map.of("sha256", hash("SHA-256", content), "size", content.length));
    } else {
      byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
      byte[] blob = Arrays.copyOf(head, head.length + content.length);
      System.arraycopy(content, 0, blob, head.length, content.length);
      sibling.put("blobId", hash("SHA-1", blob));
    }
    return sibling;
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Large files are redirected, as the public hub does. */
  private void file(HttpExchange exchange) throws IOException {
    String name = name(exchange);
    if (served.containsKey(name) && served.get(name).length >= LARGE) {
      redirect(exchange, "/cdn/" + name);
    } else {
      content(exchange);
    }
  }

  private void content(HttpExchange exchange) throws IOException {
    byte[] content = served.get(name(exchange));
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
    if (content == null) {
      answer(exchange, 404, new byte[0]);
    } else if (range == null) {
      answer(exchange, 200, content);
    } else {
      int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }
  }

  private static String name(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (body.length < LARGE) {
        out.write(body);
        return;
      }
      if (silent) {
        silent = false;
        out.write(body, 0, 1000);
        out.flush();
        sleep();
        return;
      }
      int length = Math.min(body.length, cutAfter);
      cutAfter = Integer.MAX_VALUE;
      out.write(body, 0, length);
    } finally {
      exchange.close();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
