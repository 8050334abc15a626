package io.clipstream.operators.fetch;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the client: one that follows no redirects, keeps no cookies, unpacks nothing, tries nothing
 * again by itself and heeds no proxy settings, since each would get round a check.
 */
final class HttpClients {
  private static final int HEADER_LINE = 16 * 1024;
  private static final int HEADERS = 200;
  private static final int EMPTY_LINES = 10;

  private HttpClients() {}

  /**
   * Connections, of which a subtask has no more than pictures in flight.
   *
   * @param names what looks names up and checks the addresses; connections go to its answers
   */
  static PoolingHttpClientConnectionManager connections(
      FetchSettings settings, DnsResolver names, SSLContext tls) {
    Timeout connect = Timeout.of(settings.limits().connectTimeout());
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(names)
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder().http1Config(headerLimits()).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(connect)
                .setSocketTimeout(Timeout.of(settings.limits().timeout()))
                // An address is checked when it is connected to: look names up anew now and then.
                .setTimeToLive(1, TimeUnit.MINUTES)
                .setValidateAfterInactivity(1, TimeUnit.SECONDS)
                .build())
        .setMaxConnTotal(settings.parallel())
        .setMaxConnPerRoute(settings.parallel())
        .build();
  }

  private static Http1Config headerLimits() {
    return Http1Config.custom()
        .setMaxLineLength(HEADER_LINE)
        .setMaxHeaderCount(HEADERS)
        .setMaxEmptyLineCount(EMPTY_LINES)
        .build();
  }

  static CloseableHttpClient client(
      FetchSettings settings, PoolingHttpClientConnectionManager connections) {
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(settings.limits().timeout()))
                .setResponseTimeout(Timeout.of(settings.limits().timeout()))
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
}
