package io.clipstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a JobManager's web interface, which answers in JSON. */
final class FlinkWeb {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String base;

  FlinkWeb(URI address) {
    this.base = address.toString().replaceFirst("/+$", "") + "/v1/";
  }

  /** Nobody answers as Flink does. */
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  JsonNode get(String path) {
    URI uri = URI.create(base + path);
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new Unreachable(uri + " answers with status " + response.statusCode(), null);
      }
      return new ObjectMapper().readTree(response.body());
    } catch (IOException e) {
      throw new Unreachable(
          uri + ": " + (e.getMessage() == null ? "no answer" : e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted while asking " + uri, e);
    }
  }
}
