package io.clipstream.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server by TLS, with a certificate that the test makes. */
@Timeout(120)
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private Path keystore;
  private Path certificate;
  private Path key;

  @BeforeEach
  void makeCertificate() throws Exception {
    keystore = folder.resolve("server.p12");
    make(keystore, "EC", "secp256r1");
    KeyStore store = read(keystore);
    certificate = pem("cert.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
    Key secret = store.getKey("server", PASSWORD.toCharArray());
    key = pem("key.pem", "PRIVATE KEY", secret.getEncoded());
  }

  private static void make(Path file, String algorithm, String group) throws Exception {
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-groupname",
                group,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes());
    assertThat(made.waitFor()).as(said).isZero();
  }

  private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return store;
    }
  }

  private Path pem(String name, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private static DashboardServer start(Tls tls) {
    Listening listening = new Listening("127.0.0.1", 0, Set.of(), Optional.of(tls), Proxies.none());
    List<Route> routes =
        List.of(Route.get("/api/thing", "A thing.", c -> Json.answer(c, Map.of("a", 1))));
    return DashboardServer.start(
        listening, routes, List.of(), context -> Person.LOCAL.note(context));
  }

  private HttpClient client(String... protocols) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate own = read(keystore).getCertificate("server");
    trusted.setCertificateEntry("server", own);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    HttpClient.Builder builder = HttpClient.newBuilder().sslContext(context);
    if (protocols.length > 0) {
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(protocols);
      builder.sslParameters(parameters);
    }
    return builder.build();
  }

  private static HttpResponse<String> get(HttpClient client, int port) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/api/thing")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itIsServedWithAKeystoreAndWithPemFiles() throws Exception {
    for (Tls tls :
        List.of(new Tls.KeyStoreFile(keystore, PASSWORD), new Tls.Pem(certificate, key))) {
      try (DashboardServer server = start(tls)) {
        HttpResponse<String> answer = get(client(), server.port());
        assertThat(answer.statusCode()).as("" + tls).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(get(client("TLSv1.2"), server.port()).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void withoutTlsNothingIsSaidAndStrangersDoNotTrustIt() throws Exception {
    try (DashboardServer server = start(new Tls.Pem(certificate, key))) {
      assertThatThrownBy(() -> io.clipstream.dashboard.Http.get(server.port(), "/api/thing"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(HttpClient.newHttpClient(), server.port()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void filesThatCannotBeUsedAreSaid() throws Exception {
    Path none = folder.resolve("none");
    refused(new Tls.Pem(none, key), "--tls-certificate", "none");
    refused(new Tls.Pem(certificate, none), "--tls-key", "cannot be read");
    refused(new Tls.Pem(key, key), "--tls-certificate", "certificate");
    refused(new Tls.Pem(certificate, certificate), "--tls-key", "openssl pkcs8");
    refused(
        new Tls.Pem(certificate, pem("odd.pem", "PRIVATE KEY", new byte[] {1, 2, 3})),
        "--tls-key",
        "is no key for the certificate's EC");
    refused(new Tls.KeyStoreFile(none, PASSWORD), "--tls-keystore");
    refused(new Tls.KeyStoreFile(keystore, "wrong"), "CLIPSTREAM_TLS_PASSWORD");
    refused(new Tls.KeyStoreFile(certificate, PASSWORD), "--tls-keystore");
  }

  /** Makes another certificate, and writes it over the one that is served. */
  private void replace(boolean withKey) throws Exception {
    keystore = folder.resolve("new" + withKey + ".p12");
    make(keystore, "EC", "secp256r1");
    KeyStore store = read(keystore);
    pem("cert.pem", "CERTIFICATE", store.getCertificate("server").getEncoded());
    if (withKey) {
      pem("key.pem", "PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }
  }

  @Test
  void aNewCertificateIsServedWithoutARestart() throws Exception {
    try (DashboardServer server = start(new Tls.Pem(certificate, key))) {
      assertThat(get(client(), server.port()).statusCode()).isEqualTo(200);
      replace(true);
      Eventually.asserted(
          () -> assertThat(get(client(), server.port()).statusCode()).isEqualTo(200));
    }
  }

  @Test
  void theOldCertificateServesOnAsLongAsTheNewOneCannotBeUsed() throws Exception {
    try (TlsReload reload = new TlsReload(new Tls.Pem(certificate, key))) {
      reload.context().start();
      KeyStore first = reload.context().getKeyStore();
      replace(false);
      reload.look();
      assertThat(reload.context().getKeyStore()).as("without its key").isSameAs(first);
      Files.delete(key);
      reload.look();
      assertThat(reload.context().getKeyStore()).as("without any").isSameAs(first);
      replace(true);
      reload.look();
      KeyStore second = reload.context().getKeyStore();
      assertThat(second.getCertificate("server"))
          .isEqualTo(read(keystore).getCertificate("server"));
      reload.look();
      assertThat(reload.context().getKeyStore()).as("nothing changed").isSameAs(second);
      reload.context().stop();
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    Path other = folder.resolve("other.p12");
    make(other, "EC", "secp256r1");
    Key secret = read(other).getKey("server", PASSWORD.toCharArray());
    refused(
        new Tls.Pem(certificate, pem("other.pem", "PRIVATE KEY", secret.getEncoded())),
        "do not belong together");
  }

  private static void refused(Tls tls, String... words) {
    assertThatThrownBy(tls::context)
        .isInstanceOf(SettingException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wrong\"", PASSWORD));
  }
}
