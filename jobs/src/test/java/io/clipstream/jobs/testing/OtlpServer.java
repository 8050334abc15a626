package io.clipstream.jobs.testing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector that takes spans by OTLP over HTTP, on this machine alone. */
public final class OtlpServer implements AutoCloseable {
  private final HttpServer http;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private OtlpServer(HttpServer http) {
    this.http = http;
  }

  public static OtlpServer start() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    OtlpServer server = new OtlpServer(HttpServer.create(anyPort, 0));
    server.http.createContext("/v1/traces", server::take);
    server.http.start();
    return server;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(isZipped ? new GZIPInputStream(body) : body);
      requests.add(request.toString());
      request.getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .forEach(scope -> spans.addAll(scope.getSpansList()));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public List<Span> spans() {
    return spans;
  }

  /** Everything that came, as text. */
  public List<String> requests() {
    return requests;
  }

  public static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
