package io.clipstream.dashboard.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clipstream.control.network.Network;
import io.clipstream.schemas.Decision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver of webhooks that does as the test says. */
final class TestReceiver implements AutoCloseable {
  static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  /**
   * Something that came.
   *
   * @param isSigned whether the signature is right
   */
  record Came(String id, String path, boolean isSigned, JsonNode body) {
    String type() {
      return body.get("type").asText();
    }

    String image() {
      return body.at("/data/imageId").asText();
    }

    String review() {
      return body.at("/data/reviewId").asText();
    }
  }

  private static final int HANG = -1;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<Came, Integer> answer = came -> 204;

  /** Everything that came, whatever was answered. */
  final List<Came> tried = new CopyOnWriteArrayList<>();

  /** What was taken. */
  final List<Came> taken = new CopyOnWriteArrayList<>();

  private TestReceiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static TestReceiver start() {
    return start(0);
  }

  static TestReceiver start(int port) {
    try {
      return new TestReceiver(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port() + "/hook?token=a-secret-of-the-address");
  }

  /** From now on it answers so; a negative status hangs. */
  void answers(Function<Came, Integer> other) {
    answer = other;
  }

  void answers(int status) {
    answers(came -> status);
  }

  void hangs() {
    answers(HANG);
  }

  /** Settings that tell this one all there ever was, quickly tried again. */
  WebhookSettings settings() {
    return settings(Optional.of(Instant.EPOCH), Map.of());
  }

  WebhookSettings settings(Optional<Instant> since, Map<String, Set<Decision>> wanted) {
    return settings(address(), since, wanted);
  }

  static WebhookSettings settings(
      URI address, Optional<Instant> since, Map<String, Set<Decision>> wanted) {
    return new WebhookSettings(
        List.of(address),
        WebhookSecrets.parse(SECRET, "the test"),
        List.of(Network.parse("127.0.0.0/8")),
        wanted,
        since,
        pace());
  }

  static WebhookSettings.Pace pace() {
    return pace(Duration.ofSeconds(30));
  }

  static WebhookSettings.Pace pace(Duration timeout) {
    return new WebhookSettings.Pace(Duration.ofMillis(20), Duration.ofMillis(200), timeout);
  }

  /** The same, without much patience. */
  static WebhookSettings within(Duration timeout, WebhookSettings settings) {
    return new WebhookSettings(
        settings.addresses(),
        settings.secrets(),
        settings.networks(),
        settings.decisions(),
        settings.since(),
        pace(timeout));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Headers headers = exchange.getRequestHeaders();
    Came came =
        new Came(
            headers.getFirst("webhook-id"),
            exchange.getRequestURI().getPath(),
            isSigned(headers, body),
            new ObjectMapper().readTree(body));
    tried.add(came);
    int status = answer.apply(came);
    if (status == HANG) {
      await();
      exchange.close();
      return;
    }
    if (status / 100 == 2) {
      taken.add(came);
    }
    if (status / 100 == 3) {
      exchange.getResponseHeaders().add("Location", "/elsewhere");
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isSigned(Headers headers, byte[] body) {
    String seconds = headers.getFirst("webhook-timestamp");
    String signed =
        headers.getFirst("webhook-id")
            + "."
            + seconds
            + "."
            + new String(body, StandardCharsets.UTF_8);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String right =
          Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
      long age = Math.abs(Instant.now().getEpochSecond() - Long.parseLong(seconds));
      return age < 300 && ("v1," + right).equals(headers.getFirst("webhook-signature"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
