package io.clipstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Asks a JobManager's web interface, which answers in JSON. */
final class FlinkWeb {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_PORT = 65_535;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String address;
  private final String base;

  private FlinkWeb(String address) {
    this.address = address;
    this.base = address.replaceFirst("/+$", "") + "/v1/";
  }

  /**
   * The web interface at an address that somebody gave.
   *
   * @throws SettingException if it is no address that could be asked
   */
  static FlinkWeb at(String address) {
    if (!isWeb(address)) {
      throw new SettingException(
          "--flink is '" + address + "', expected http://HOST:PORT or https://HOST:PORT");
    }
    return new FlinkWeb(address);
  }

  private static boolean isWeb(String address) {
    try {
      URI uri = new URI(address);
      int port = uri.getPort();
      return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && (port == -1 || port > 0 && port <= MAX_PORT) // -1: none is given
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** As it was given. */
  String address() {
    return address;
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
