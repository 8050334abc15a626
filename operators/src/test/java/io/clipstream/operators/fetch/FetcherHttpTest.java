package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.PictureServer.bytes;
import static io.clipstream.operators.fetch.PictureServer.redirect;
import static io.clipstream.operators.fetch.PictureServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetcherHttpTest {
  private static final byte[] NONE = {};

  private final byte[] picture = new byte[100_000];
  private PictureServer server;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(picture);
    server = new PictureServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private FetchResult fetch(String uri, String... options) throws Exception {
    try (Fetcher fetcher = new Fetcher(Settings.local(server.port(), options))) {
      return fetcher.fetch(uri).get(30, TimeUnit.SECONDS);
    }
  }

  private void assertFault(FetchFault fault, String path, String... options) throws Exception {
    FetchResult result = fetch(server.uri(path), options);
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).fault()).as(result.toString()).isEqualTo(fault);
    assertThat(((Failed) result).message()).doesNotContain(server.port() + path);
  }

  private void assertPicture(FetchResult result) {
    assertThat(result).as(result.toString()).isInstanceOf(Fetched.class);
    assertThat(((Fetched) result).bytes()).isEqualTo(picture);
  }

  @Test
  void aPictureComesByteForByte() throws Exception {
    server.on("/a", bytes(picture));
    assertPicture(fetch(server.uri("/a?size=large")));
  }

  @Test
  void aPictureOfUnknownLengthComesByteForByte() throws Exception {
    server.on(
        "/chunked",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(picture);
        });
    assertPicture(fetch(server.uri("/chunked")));
  }

  @Test
  void nothingBecomesOfAFetchWhoseFetcherIsClosed() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    server.on(
        "/slow",
        exchange -> {
          asked.countDown();
          go.await();
          bytes(picture).answer(exchange);
        });
    Fetcher fetcher = new Fetcher(Settings.local(server.port()));
    CompletableFuture<FetchResult> under = fetcher.fetch(server.uri("/slow"));
    asked.await();
    List<Thread> workers = workers();
    assertThat(workers).isNotEmpty();
    fetcher.close();
    for (Thread worker : workers) {
      worker.join();
    }
    go.countDown();
    assertThat(under).isNotDone(); // a failure would fail a job that is being stopped
  }

  private static List<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("clipstream-fetch-[0-9]+"))
        .toList();
  }

  @Test
  void noAnswerIsAskedForInParts() throws Exception {
    AtomicInteger encodings = new AtomicInteger();
    server.on(
        "/a",
        exchange -> {
          String accepted = String.valueOf(exchange.getRequestHeaders().get("Accept-Encoding"));
          encodings.addAndGet(accepted.equals("[identity]") ? 1 : 0);
          bytes(picture).answer(exchange);
        });
    assertPicture(fetch(server.uri("/a")));
    assertThat(encodings).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "404, REFUSED, 1",
    "403, REFUSED, 1",
    "204, REFUSED, 1",
    "206, REFUSED, 1",
    "304, REFUSED, 1",
    "408, FAILED, 3",
    "429, FAILED, 3",
    "500, FAILED, 3",
    "503, FAILED, 3"
  })
  void onlyFaultsOfTheHostAreTriedAgain(int status, FetchFault fault, int requests)
      throws Exception {
    server.on("/status", status(status, NONE));
    assertFault(fault, "/status");
    assertThat(server.requests("/status")).isEqualTo(requests);
  }

  @Test
  void aHostThatRecoversIsForgiven() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    server.on(
        "/a",
        exchange -> {
          if (requests.incrementAndGet() < 3) {
            status(503, NONE).answer(exchange);
          } else {
            bytes(picture).answer(exchange);
          }
        });
    assertPicture(fetch(server.uri("/a")));
    assertThat(requests).hasValue(3);
  }

  @Test
  void aPictureThatSaysItIsTooLargeIsNotRead() throws Exception {
    server.on("/a", bytes(picture));
    assertFault(FetchFault.TOO_LARGE, "/a", "max-size", "99999 b");
    assertPicture(fetch(server.uri("/a"), "max-size", "100000 b"));
  }

  @Test
  void anEmptyPictureIsRefused() throws Exception {
    server.on("/empty", status(200, NONE));
    assertFault(FetchFault.EMPTY, "/empty");
  }

  @Test
  void packedAnswersAreRefusedUnopened() throws Exception {
    server.on(
        "/gzip",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          bytes(picture).answer(exchange);
        });
    assertFault(FetchFault.REFUSED, "/gzip");
  }

  @Test
  void redirectsAreFollowedAsFarAsAllowed() throws Exception {
    server.on("/a", bytes(picture));
    server.on("/1", redirect("/a"));
    server.on("/2", redirect(server.uri("/1")));
    server.on("/3", redirect("2"));
    server.on("/4", redirect("/3"));
    server.on("/loop", redirect("/loop"));
    assertPicture(fetch(server.uri("/3")));
    assertFault(FetchFault.REDIRECT_REFUSED, "/4");
    assertFault(FetchFault.REDIRECT_REFUSED, "/loop");
    assertThat(server.requests("/loop")).isEqualTo(4);
    assertFault(FetchFault.REDIRECT_REFUSED, "/1", "max-redirects", "0");
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.1/, REDIRECT_REFUSED",
    "http://169.254.169.254/latest/meta-data, REDIRECT_REFUSED",
    "http://[::ffff:127.0.0.1]/, REDIRECT_REFUSED",
    "//evil.org/a, REDIRECT_REFUSED",
    "file:/etc/hosts, REDIRECT_REFUSED",
    "ftp://127.0.0.1/, REDIRECT_REFUSED",
    "'http://a b/', REDIRECT_REFUSED",
    "'', REDIRECT_REFUSED"
  })
  void redirectsToWhereNoPictureMayComeFromAreRefused(String to, FetchFault fault)
      throws Exception {
    server.on("/r", redirect(to));
    FetchResult result =
        fetch(server.uri("/r"), "max-redirects", "1", "allowed-prefixes", "file:/etc");
    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).fault()).as(result.toString()).isEqualTo(fault);
  }

  @Test
  void aRedirectToAnAllowedNameWithAPrivateAddressIsRefused() throws Exception {
    server.on("/r", redirect("http://inside.test:" + server.port() + "/"));
    FetchSettings settings = Settings.local(server.port());
    Names names = new Names().answer("inside.test", "10.0.0.1");
    try (Fetcher fetcher = new Fetcher(settings, names, Names.systemTls())) {
      FetchResult result = fetcher.fetch(server.uri("/r")).get(30, TimeUnit.SECONDS);
      assertThat(result)
          .isEqualTo(
              new Failed(
                  FetchFault.ADDRESS_NOT_ALLOWED,
                  "inside.test has the address 10.0.0.1, which is not public; "
                      + "fetch.allowed-networks can allow it"));
    }
  }

  @Test
  void theCheckedAddressIsTheOneConnectedTo() throws Exception {
    server.on(
        "/a",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Host")).startsWith("flip.test:");
          exchange.getResponseHeaders().set("Connection", "close");
          bytes(picture).answer(exchange);
        });
    Names names = new Names().answer("flip.test", "127.0.0.1").answer("flip.test", "127.0.0.5");
    String uri = "http://flip.test:" + server.port() + "/a";
    try (Fetcher fetcher = new Fetcher(Settings.local(server.port()), names, Names.systemTls())) {
      assertPicture(fetcher.fetch(uri).get(30, TimeUnit.SECONDS));
      assertThat(names.lookUps()).isEqualTo(1);
      FetchResult second = fetcher.fetch(uri).get(30, TimeUnit.SECONDS);
      assertThat(((Failed) second).fault()).isEqualTo(FetchFault.ADDRESS_NOT_ALLOWED);
    }
  }

  @Test
  void oneBadAddressAmongGoodOnesIsEnoughToRefuse() throws Exception {
    Names names = new Names().answer("mixed.test", "127.0.0.1", "192.168.0.1");
    server.on("/a", bytes(picture));
    try (Fetcher fetcher = new Fetcher(Settings.local(server.port()), names, Names.systemTls())) {
      FetchResult result =
          fetcher.fetch("http://mixed.test:" + server.port() + "/a").get(30, TimeUnit.SECONDS);
      assertThat(((Failed) result).fault()).isEqualTo(FetchFault.ADDRESS_NOT_ALLOWED);
      assertThat(server.requests("/a")).isZero();
    }
  }

  @Test
  void aNameWithoutAddressIsTheHostsFault() throws Exception {
    try (Fetcher fetcher =
        new Fetcher(Settings.local(server.port()), new Names(), Names.systemTls())) {
      FetchResult result =
          fetcher.fetch("http://none.test:" + server.port() + "/a").get(30, TimeUnit.SECONDS);
      assertThat(((Failed) result).fault()).isEqualTo(FetchFault.UNREACHABLE);
      assertThat(((Failed) result).message()).endsWith("the name has no address");
    }
  }

  @Test
  void loopbackIsRefusedUnlessANetworkAllowsIt() throws Exception {
    server.on("/a", bytes(picture));
    assertFault(FetchFault.ADDRESS_NOT_ALLOWED, "/a", "allowed-networks", "10.0.0.0/8");
    assertThat(server.requests("/a")).isZero();
  }
}
