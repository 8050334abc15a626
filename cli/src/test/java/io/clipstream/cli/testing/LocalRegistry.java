package io.clipstream.cli.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A server on this machine that takes and gives schemas as a schema registry does. */
public final class LocalRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Entry(String subject, String schema) {}

  private final HttpServer server;
  private final List<Entry> entries = new ArrayList<>();

  public LocalRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/subjects/", this::register);
    server.createContext("/schemas/ids/", this::find);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The subjects that hold a schema. */
  public synchronized List<String> subjects() {
    return entries.stream().map(Entry::subject).distinct().toList();
  }

  /** {@code POST /subjects/SUBJECT/versions}. */
  private synchronized void register(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String subject = exchange.getRequestURI().getPath().split("/", -1)[2];
    Entry entry = new Entry(subject, body.get("schema").textValue());
    if (!entries.contains(entry)) {
      entries.add(entry);
    }
    answer(exchange, 200, JSON.createObjectNode().put("id", entries.indexOf(entry) + 1));
  }

  /** {@code GET /schemas/ids/ID}. */
  private synchronized void find(HttpExchange exchange) throws IOException {
    int id = Integer.parseInt(exchange.getRequestURI().getPath().split("/", -1)[3]);
    if (id < 1 || id > entries.size()) {
      answer(exchange, 404, JSON.createObjectNode().put("error_code", 40403));
    } else if (exchange.getRequestURI().getPath().endsWith("/subjects")) {
      answer(exchange, 200, JSON.createArrayNode().add(entries.get(id - 1).subject()));
    } else {
      answer(exchange, 200, JSON.createObjectNode().put("schema", entries.get(id - 1).schema()));
    }
  }

  private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
