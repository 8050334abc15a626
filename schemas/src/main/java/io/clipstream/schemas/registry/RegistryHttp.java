package io.clipstream.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clipstream.schemas.Quoting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to a registry within the time and size that they may take. */
final class RegistryHttp {
  static final int MAX_ANSWER_BYTES = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  /**
   * What the registry answered.
   *
   * @param request method and path, for messages
   * @param body the answer as JSON; a missing node if it is none
   * @param isTooLong whether it was longer than it may be, and was not read for that
   */
  record Answer(String request, int status, JsonNode body, boolean isTooLong) {
    /** The registry's own error code, 0 if it gave none. */
    int errorCode() {
      return body.path("error_code").asInt(0);
    }
  }

  private final RegistrySettings settings;
  private final HttpClient client;

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    // Redirects are not followed: they would carry the credentials to another host.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Answer get(String path) {
    return send("GET " + path, request(path).GET().build());
  }

  Answer post(String path, String json) {
    HttpRequest.Builder request = request(path).header("Content-Type", MEDIA_TYPE);
    return send("POST " + path, request.POST(HttpRequest.BodyPublishers.ofString(json)).build());
  }

  /** An answer that is not the one hoped for, told to people. */
  RegistryException unexpected(Answer answer, String hint) {
    String said = answer.body().path("message").asText("");
    String more = said.isEmpty() ? "" : " (" + answer.errorCode() + ": " + Quoting.clip(said) + ")";
    String advice = hint.isEmpty() ? advice(answer.status()) : hint;
    return new RegistryException(
        subject(answer.request()) + " answered " + answer.status() + more + "; " + advice);
  }

  private static String advice(int status) {
    return switch (status / 100) {
      case 2 -> "expected a registry's answer as JSON; check the URL";
      case 3 -> "redirects are not followed; give the final URL";
      case 4 ->
          switch (status) {
            case 401, 403 -> "check the credentials";
            case 404 -> "expected a schema registry there; check the URL";
            default -> "expected 200";
          };
      default -> "the registry has trouble of its own";
    };
  }

  private String subject(String request) {
    return "schema registry " + settings.url() + ": " + request;
  }

  private HttpRequest.Builder request(String path) {
    String base = settings.url().toString().replaceFirst("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(settings.timeout())
            .header("Accept", MEDIA_TYPE + ", application/json");
    return settings.authorization().isEmpty()
        ? request
        : request.header("Authorization", settings.authorization());
  }

  private Answer send(String name, HttpRequest request) {
    // The request's own timeout ends with the headers; waiting here bounds the body too.
    CompletableFuture<HttpResponse<Optional<byte[]>>> sent =
        client.sendAsync(request, info -> new LimitedBody(MAX_ANSWER_BYTES));
    try {
      HttpResponse<Optional<byte[]>> response =
          sent.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      Optional<byte[]> body = response.body();
      return new Answer(
          name, response.statusCode(), json(body.orElse(new byte[0])), body.isEmpty());
    } catch (TimeoutException e) {
      throw new RegistryException(subject(name) + ": no answer within " + settings.timeout());
    } catch (ExecutionException e) {
      throw failed(name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(subject(name) + ": interrupted while waiting for the answer");
    } finally {
      sent.cancel(true);
    }
  }

  private RegistryException failed(String name, Throwable cause) {
    String what =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    IOException io = cause instanceof IOException e ? e : new IOException(cause);
    return new RegistryException(subject(name) + ": " + Quoting.clip(what), io);
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(new String(body, StandardCharsets.UTF_8));
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // a proxy's page, say; the status tells the rest
    }
  }
}
