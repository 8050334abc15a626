package io.clipstream.operators.fetch;

import io.clipstream.control.network.AddressGuard.NotPermitted;
import io.clipstream.schemas.Quoting;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;

/** Makes one request at a time and thread; redirects are answers to it. Thread-safe. */
final class HttpFetcher implements AutoCloseable {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int TOO_SLOW = 408;
  private static final int TOO_MANY = 429;

  /** What a host answered. */
  sealed interface Answer {
    /** The bytes: these, or those that are found where the host leads to. */
    byte[] orFollow(Redirect redirect) throws FetchException;

    /** Whether nothing of the response was left unread. */
    boolean isWhole();

    @SuppressWarnings("ArrayRecordComponent")
    record Body(byte[] bytes) implements Answer {
      @Override
      public byte[] orFollow(Redirect redirect) {
        return bytes;
      }

      @Override
      public boolean isWhole() {
        return true;
      }
    }

    /**
     * Look elsewhere.
     *
     * @param location as it came
     */
    record Elsewhere(String location) implements Answer {
      @Override
      public byte[] orFollow(Redirect redirect) throws FetchException {
        return redirect.to(location);
      }

      @Override
      public boolean isWhole() {
        return false;
      }
    }
  }

  /** Gets the bytes of another place. */
  @FunctionalInterface
  interface Redirect {
    byte[] to(String location) throws FetchException;
  }

  private final ScheduledExecutorService watchdog;
  private final BoundedBody body;
  private final Duration connectTimeout;
  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;

  HttpFetcher(
      FetchSettings settings,
      DnsResolver names,
      SSLContext tls,
      ScheduledExecutorService watchdog) {
    this.watchdog = watchdog;
    this.body = new BoundedBody(settings.limits().maxBytes());
    this.connectTimeout = settings.limits().connectTimeout();
    this.connections = HttpClients.connections(settings, names, tls);
    this.client = HttpClients.client(settings, connections);
  }

  /** Asks for one URI. */
  Answer get(PictureLocation.OnNetwork place, Deadline deadline) throws FetchException {
    HttpGet request = request(place);
    // Limits of the client are for a single read: a host that sends a byte a second passes them.
    Future<?> alarm =
        watchdog.schedule(request::cancel, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    try {
      return ask(request, place.name(), deadline);
    } catch (IOException | RuntimeException e) {
      throw deadline.isOver() ? deadline.fault(place.name()) : fault(place.name(), e);
    } finally {
      alarm.cancel(false);
    }
  }

  private static HttpGet request(PictureLocation.OnNetwork place) throws FetchException {
    try {
      HttpGet request = new HttpGet(place.uri());
      request.setHeader("Accept", "image/*");
      request.setHeader("Accept-Encoding", "identity");
      return request;
    } catch (IllegalArgumentException e) {
      throw new FetchException(FetchFault.URI_MALFORMED, "the URI cannot be asked for", e);
    }
  }

  private Answer ask(HttpGet request, String host, Deadline deadline)
      throws IOException, FetchException {
    ClassicHttpResponse response = client.executeOpen(null, request, null);
    boolean whole = false;
    try {
      Answer answer = answer(response, host, deadline);
      whole = answer.isWhole();
      return answer;
    } finally {
      if (!whole) {
        // Closing a response reads it to its end, which may never come.
        request.cancel();
      }
      Closer.closeQuietly(response);
    }
  }

  private Answer answer(ClassicHttpResponse response, String host, Deadline deadline)
      throws IOException, FetchException {
    int status = response.getCode();
    if (REDIRECTS.contains(status)) {
      return new Answer.Elsewhere(location(response, host));
    }
    if (status != 200) {
      throw refused(status, host);
    }
    checkEncoding(response, host);
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      throw new FetchException(FetchFault.EMPTY, host + " sent no bytes");
    }
    body.checkLength(entity.getContentLength(), host);
    return new Answer.Body(body.read(entity.getContent(), deadline, host));
  }

  private static String location(ClassicHttpResponse response, String host) throws FetchException {
    Header location = response.getFirstHeader("Location");
    if (location == null || location.getValue() == null || location.getValue().isBlank()) {
      throw new FetchException(FetchFault.REDIRECT_REFUSED, host + " redirects to nowhere");
    }
    return location.getValue().trim();
  }

  private static FetchException refused(int status, String host) {
    boolean failed = status == TOO_SLOW || status == TOO_MANY || status >= 500;
    return new FetchException(
        failed ? FetchFault.FAILED : FetchFault.REFUSED,
        host + " answered with status " + status + ", expected 200");
  }

  private static void checkEncoding(ClassicHttpResponse response, String host)
      throws FetchException {
    Header encoding = response.getFirstHeader("Content-Encoding");
    if (encoding != null && !"identity".equalsIgnoreCase(encoding.getValue())) {
      throw new FetchException(
          FetchFault.REFUSED,
          "%s sent content encoding %s, expected none"
              .formatted(host, Quoting.quote(String.valueOf(encoding.getValue()))));
    }
  }

  private FetchException fault(String host, Exception e) {
    if (e instanceof NotPermitted) {
      return new FetchException(FetchFault.ADDRESS_NOT_ALLOWED, e.getMessage(), e);
    }
    if (e instanceof ConnectTimeoutException) {
      String limit = Deadline.text(connectTimeout);
      return new FetchException(
          FetchFault.TIMEOUT, host + " took no connection within fetch.connect-timeout, " + limit);
    }
    if (e instanceof ClientProtocolException
        || e instanceof MessageConstraintException
        || e instanceof RuntimeException) {
      return new FetchException(FetchFault.MALFORMED_ANSWER, host + " sent no HTTP: " + text(e), e);
    }
    return new FetchException(FetchFault.UNREACHABLE, host + ": " + unreachable(e), e);
  }

  private static String unreachable(Exception e) {
    if (e instanceof UnknownHostException) {
      return "the name has no address";
    }
    return e instanceof SSLException ? "no secure connection: " + text(e) : text(e);
  }

  private static String text(Exception e) {
    String message = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    return message == null ? e.getClass().getSimpleName() : Quoting.clip(message);
  }

  /** Closes connections that nobody has used for a while. */
  void tidy() {
    connections.closeExpired();
    connections.closeIdle(TimeValue.ofSeconds(30));
  }

  /** How many connections are open, in use or kept. */
  int open() {
    return connections.getTotalStats().getLeased() + connections.getTotalStats().getAvailable();
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
