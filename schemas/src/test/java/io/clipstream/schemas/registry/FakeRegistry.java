package io.clipstream.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.schemas.Samples;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that answers as a schema registry does, with its state in memory. */
public final class FakeRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Entry(String subject, String schema) {}

  /** Something to answer instead. */
  interface Misbehaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final List<Entry> entries = new ArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  volatile Misbehaviour misbehaviour;

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(pool);
    server.createContext("/registry/", this::handle);
    server.start();
  }

  public URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://127.0.0.1:" + address.getPort() + "/registry");
  }

  /** Registers a schema; ids count from 1. */
  public synchronized int add(String subject, String schema) {
    int known = entries.indexOf(new Entry(subject, schema));
    if (known >= 0) {
      return known + 1;
    }
    entries.add(new Entry(subject, schema));
    return entries.size();
  }

  @Override
  public void close() {
    server.stop(0);
    pool.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().substring("/registry".length());
    requests.add(exchange.getRequestMethod() + " " + path);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (misbehaviour != null) {
      misbehaviour.answer(exchange);
    } else if (exchange.getRequestMethod().equals("POST")) {
      post(exchange, path.split("/", -1), JSON.readTree(body));
    } else {
      get(exchange, path.split("/", -1));
    }
  }

  private synchronized void post(HttpExchange exchange, String[] path, JsonNode body)
      throws IOException {
    String schema = body.get("schema").textValue();
    if (path.length == 4 && path[3].equals("versions")) {
      answer(exchange, 200, JSON.createObjectNode().put("id", add(path[2], schema)));
    } else if (entries.stream().noneMatch(e -> e.subject().equals(path[2]))) {
      error(exchange, 404, 40401, "Subject '" + path[2] + "' not found.");
    } else if (entries.contains(new Entry(path[2], schema))) {
      answer(exchange, 200, JSON.createObjectNode().put("id", add(path[2], schema)));
    } else {
      error(exchange, 404, 40403, "Schema not found");
    }
  }

  private synchronized void get(HttpExchange exchange, String[] path) throws IOException {
    int id = Integer.parseInt(path[3]);
    if (id < 1 || id > entries.size()) {
      error(exchange, 404, 40403, "Schema " + id + " not found");
    } else {
      Entry entry = entries.get(id - 1);
      answer(
          exchange,
          200,
          path.length == 5 // /schemas/ids/ID/subjects
              ? JSON.createArrayNode().add(entry.subject())
              : JSON.createObjectNode().put("schema", entry.schema()));
    }
  }

  static void error(HttpExchange exchange, int status, int code, String message)
      throws IOException {
    ObjectNode body = JSON.createObjectNode().put("error_code", code).put("message", message);
    answer(exchange, status, body);
  }

  static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
    answer(exchange, status, body.toString());
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = Samples.utf8(body);
    exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
