package io.clipstream.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** GET requests with limits: on redirects, on the wait for an answer and on silence within one. */
final class HubClient {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClient client;
  private final Duration timeout;

  /** A client that waits for at most {@code timeout} for a connection, an answer, or more of it. */
  HubClient(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Sends the request, following redirects, never from https to http.
   *
   * @param from first byte wanted; a Range header goes along where it is above 0
   */
  HttpResponse<InputStream> get(URI uri, long from) throws IOException {
    URI at = uri;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response = send(at, from);
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      at = next(at, response);
    }
    throw new IOException(uri + ": expected at most " + MAX_REDIRECTS + " redirects");
  }

  private static URI next(URI at, HttpResponse<?> response) throws IOException {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new IOException(at + ": a redirect to nowhere"));
    try {
      URI next = at.resolve(location);
      boolean web = "http".equals(next.getScheme()) || "https".equals(next.getScheme());
      if (!web || "https".equals(at.getScheme()) && "http".equals(next.getScheme())) {
        throw new IOException(at + ": refused a redirect to " + Printable.text(next.toString()));
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw new IOException(at + ": a redirect to no address", e);
    }
  }

  private HttpResponse<InputStream> send(URI uri, long from) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(timeout).header("User-Agent", "clipstream");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  Duration timeout() {
    return timeout;
  }
}
