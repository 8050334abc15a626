package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.PictureServer.bytes;
import static io.clipstream.operators.fetch.PictureServer.redirect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path dir;
  private SSLContext tls;
  private PictureServer server;

  @BeforeEach
  void start() throws Exception {
    tls = context(keys(dir.resolve("keys.p12")));
    HttpsServer https = HttpsServer.create(PictureServer.loopback(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    server = new PictureServer(https).on("/a", bytes(new byte[] {1, 2, 3}));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A certificate for {@code images.test} that signs itself, from the JDK's own tool. */
  private static KeyStore keys(Path file) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=images.test",
            "-ext",
            "SAN=dns:images.test",
            "-validity",
            "3650",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private FetchResult fetch(String host, String path, SSLContext trust) throws Exception {
    Names names = new Names().answer("images.test", "127.0.0.1").answer("other.test", "127.0.0.1");
    try (Fetcher fetcher = new Fetcher(Settings.local(server.port()), names, trust)) {
      String uri = "https://" + host + ":" + server.port() + path;
      return fetcher.fetch(uri).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPinnedConnectionIsHeldToTheNameOfItsHost() throws Exception {
    assertThat(fetch("images.test", "/a", tls)).isInstanceOf(Fetched.class);
    FetchResult wrongName = fetch("other.test", "/a", tls);
    assertThat(wrongName).isInstanceOf(Failed.class);
    assertThat(((Failed) wrongName).message()).contains("no secure connection", "other.test");
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    FetchResult result = fetch("images.test", "/a", Names.systemTls());
    assertThat(((Failed) result).fault()).isEqualTo(FetchFault.UNREACHABLE);
    assertThat(((Failed) result).message()).contains("no secure connection");
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefused() throws Exception {
    server.on("/down", redirect("http://images.test:" + server.port() + "/a"));
    FetchResult result = fetch("images.test", "/down", tls);
    assertThat(((Failed) result).fault()).isEqualTo(FetchFault.REDIRECT_REFUSED);
    assertThat(((Failed) result).message()).endsWith("redirects from https to http");
    assertThat(server.requests("/a")).isZero();
  }
}
