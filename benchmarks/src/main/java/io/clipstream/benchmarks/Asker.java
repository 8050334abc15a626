package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks a dashboard over HTTP. */
final class Asker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  Asker(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /**
   * A request.
   *
   * @param name for people
   * @param body sent by POST, empty for GET
   */
  record Search(String name, String address, String body) {
    static Search get(String name, String address) {
      return new Search(name, address, "");
    }
  }

  /** The whole answer. */
  byte[] ask(Search search) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + search.address()));
    if (!search.body().isEmpty()) {
      request
          .header("X-Clipstream", "1")
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(search.body()));
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          search.address() + ": " + response.statusCode() + " " + new String(response.body()));
    }
    return response.body();
  }

  JsonNode json(String address) throws IOException, InterruptedException {
    return JSON.readTree(ask(Search.get("", address)));
  }

  /** An answer that is read as it comes. */
  InputStream open(String address) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(base + address)).build(),
            HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  /** Waits until the index has all that the topics have. */
  void awaitRead() throws IOException, InterruptedException {
    JsonNode kafka = json("/api/state").get("kafka");
    while (!kafka.get("standing").asText().equals("connected")
        || kafka.get("behind").asLong() > 0) {
      Thread.sleep(500);
      kafka = json("/api/state").get("kafka");
    }
  }
}
