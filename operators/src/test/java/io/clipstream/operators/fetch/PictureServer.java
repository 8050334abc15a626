package io.clipstream.operators.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on the loopback address. */
final class PictureServer implements AutoCloseable {
  /** Answers one request. */
  interface Handler {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ConcurrentHashMap<String, AtomicInteger> requests = new ConcurrentHashMap<>();

  PictureServer() throws IOException {
    this(HttpServer.create(loopback(), 0));
  }

  PictureServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.start();
  }

  static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
  }

  PictureServer on(String path, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
          try (exchange) {
            handler.answer(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return this;
  }

  static Handler bytes(byte[] body) {
    return status(200, body);
  }

  static Handler status(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  static Handler redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  int port() {
    return server.getAddress().getPort();
  }

  String uri(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  int requests(String path) {
    AtomicInteger count = requests.get(path);
    return count == null ? 0 : count.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
