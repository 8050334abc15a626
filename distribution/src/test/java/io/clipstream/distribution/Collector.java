package io.clipstream.distribution;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes whatever jobs post as traces, and counts how often they do. */
final class Collector implements AutoCloseable {
  private final HttpServer http;
  private final AtomicInteger posts = new AtomicInteger();

  private Collector(HttpServer http) {
    this.http = http;
  }

  static Collector start() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Collector collector = new Collector(HttpServer.create(anyPort, 0));
    collector.http.createContext("/v1/traces", collector::take);
    collector.http.start();
    return collector;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, -1);
      posts.incrementAndGet();
    }
  }

  /** Options of a job that traces every picture. */
  List<String> options() {
    String endpoint = "http://127.0.0.1:" + http.getAddress().getPort();
    return List.of("--trace.endpoint", endpoint, "--trace.sampling", "1");
  }

  int posts() {
    return posts.get();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
