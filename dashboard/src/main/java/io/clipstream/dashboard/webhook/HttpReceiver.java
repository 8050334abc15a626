package io.clipstream.dashboard.webhook;

import io.clipstream.control.network.AddressGuard;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * A receiver behind an address. Its name is looked up for every connection, and every address of
 * the answer is held against the guard; redirects are failures, cookies and proxies are not heeded,
 * since each would lead elsewhere.
 */
final class HttpReceiver implements Receiver {
  private static final int GONE = 410;
  private static final Duration WHEN_GONE = Duration.ofDays(1);
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);
  private static final int ANSWER_BYTES = 4 << 10;
  private static final int AT_ONCE = 8;

  private final URI address;
  private final WebhookSecrets secrets;
  private final Duration timeout;
  private final LongSupplier clock;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-webhook-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param clock milliseconds since 1970
   */
  HttpReceiver(URI address, WebhookSettings settings, LongSupplier clock) {
    this.address = address;
    this.secrets = settings.secrets();
    this.timeout = settings.pace().timeout();
    this.clock = clock;
    String option = "--webhook-network";
    this.client =
        client(
            address.getScheme().equals("https")
                ? new AddressGuard(settings.networks(), option)
                : AddressGuard.onlyOf(settings.networks(), option));
  }

  private CloseableHttpClient client(AddressGuard guard) {
    Timeout limit = Timeout.of(timeout);
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Names(guard))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls()))
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(limit).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(limit)
                        .setSocketTimeout(limit)
                        .setTimeToLive(1, TimeUnit.MINUTES) // look names up anew now and then
                        .setValidateAfterInactivity(1, TimeUnit.SECONDS)
                        .build())
                .setMaxConnTotal(AT_ONCE)
                .setMaxConnPerRoute(AT_ONCE)
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(limit)
                .setResponseTimeout(limit)
                .setAuthenticationEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build())
        .setUserAgent("clipstream")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableConnectionState()
        .build();
  }

  private static SSLContext tls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private record Names(AddressGuard guard) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return guard.checked(host, SystemDefaultDnsResolver.INSTANCE.resolve(host));
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  @Override
  public Optional<Failure> deliver(WebhookEvent event) {
    HttpPost request = request(event);
    AtomicBoolean isLate = new AtomicBoolean();
    // Limits of the client are for a single read: whoever sends a byte a second passes them.
    Future<?> alarm =
        watchdog.schedule(
            () -> {
              isLate.set(true);
              request.cancel();
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return send(request);
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          new Failure(
              isLate.get() ? "did not answer within " + timeout.toMillis() + " ms" : words(e)));
    } finally {
      alarm.cancel(false);
    }
  }

  private HttpPost request(WebhookEvent event) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(clock.getAsLong());
    HttpPost request = new HttpPost(address);
    request.setHeader("webhook-id", event.id());
    request.setHeader("webhook-timestamp", seconds);
    request.setHeader("webhook-signature", secrets.signatures(event, seconds));
    request.setEntity(new ByteArrayEntity(event.body(), ContentType.APPLICATION_JSON));
    return request;
  }

  private Optional<Failure> send(HttpPost request) throws IOException {
    ClassicHttpResponse response = client.executeOpen(null, request, null);
    boolean isWhole = false;
    try {
      int status = response.getCode();
      isWhole = isShort(response);
      return status / 100 == 2
          ? Optional.empty()
          : Optional.of(new Failure("answered " + status, pause(status, response)));
    } finally {
      if (!isWhole) {
        request.cancel(); // closing a response reads it to its end, which may never come
      }
      Closer.closeQuietly(response);
    }
  }

  /** Whether what is left of the answer is read to its end: then its connection serves again. */
  private static boolean isShort(ClassicHttpResponse response) {
    if (response.getEntity() == null) {
      return true;
    }
    try {
      InputStream content = response.getEntity().getContent();
      return content.readNBytes(ANSWER_BYTES).length < ANSWER_BYTES;
    } catch (IOException e) {
      return false; // the status was read, and that is the answer
    }
  }

  private static Duration pause(int status, ClassicHttpResponse response) {
    if (status == GONE) {
      return WHEN_GONE;
    }
    Header asked = response.getFirstHeader("Retry-After");
    if (asked == null || !asked.getValue().matches("\\d{1,9}")) {
      return Duration.ZERO;
    }
    Duration pause = Duration.ofSeconds(Long.parseLong(asked.getValue()));
    return pause.compareTo(LONGEST_ASKED) < 0 ? pause : LONGEST_ASKED;
  }

  private static String words(Exception e) {
    if (e instanceof AddressGuard.NotPermitted) {
      return e.getMessage();
    }
    if (e instanceof UnknownHostException) {
      return "its name has no address";
    }
    return e instanceof SSLException
        ? "no secure connection: " + e.getMessage()
        : "cannot be reached: " + e.getClass().getSimpleName();
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }
}
