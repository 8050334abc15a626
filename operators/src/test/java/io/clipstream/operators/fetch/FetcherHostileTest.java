package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.HostileServer.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.fetch.FetchResult.Failed;
import io.clipstream.operators.fetch.HostileServer.Script;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherHostileTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** No port that a test had: the next one to ask for any port may get it. */
  private static final String NOBODY = "http://127.0.0.1:1/a.png";

  /** What is loaded for the first fetch of all takes time that time limits below do not mean. */
  @BeforeAll
  static void fetchOnce() throws Exception {
    Script script = (socket, out) -> out.write(ascii(OK + "Content-Length: 1\r\n\r\na"));
    try (HostileServer server = new HostileServer(script)) {
      assertThat(fetch(server.uri())).isInstanceOf(FetchResult.Fetched.class);
    }
  }

  private static FetchResult fetch(String uri, String... options) throws Exception {
    try (Fetcher fetcher = new Fetcher(Settings.local(URI.create(uri).getPort(), options))) {
      return fetcher.fetch(uri).get(60, TimeUnit.SECONDS);
    }
  }

  private static void assertFault(
      FetchFault fault, int connections, Script script, String... options) throws Exception {
    try (HostileServer server = new HostileServer(script)) {
      FetchResult result = fetch(server.uri(), options);
      assertThat(result).isInstanceOf(Failed.class);
      assertThat(((Failed) result).fault()).as(result.toString()).isEqualTo(fault);
      assertThat(((Failed) result).message()).doesNotContain("\n", "\r");
      Eventually.await("connections").until(() -> server.connections() >= connections);
      assertThat(server.connections()).as("connections").isEqualTo(connections);
    }
  }

  private static Script drip(String head, String drop) {
    return (socket, out) -> {
      out.write(ascii(head));
      while (true) {
        out.write(ascii(drop));
        out.flush();
        Thread.sleep(20);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // the status line
        "HTTP/1.1 200 OK\r\nX: ", // a header
        "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 100000\r\n\r\n"
      })
  void aHostThatSendsAByteNowAndThenRunsIntoTheTimeLimit(String head) throws Exception {
    long start = System.nanoTime();
    boolean redirect = head.contains(" 302 ");
    assertFault(
        redirect ? FetchFault.REDIRECT_REFUSED : FetchFault.TIMEOUT,
        redirect ? 4 : 1,
        drip(head, "a"),
        "timeout",
        redirect ? "50 s" : "2 s");
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(45));
  }

  @Test
  void aHostThatSaysNothingRunsIntoTheTimeLimit() throws Exception {
    assertFault(FetchFault.TIMEOUT, 1, (socket, out) -> Thread.sleep(60_000), "timeout", "2 s");
  }

  @Test
  void provisionalAnswersWithoutEndRunIntoTheTimeLimit() throws Exception {
    assertFault(FetchFault.TIMEOUT, 1, drip("", "HTTP/1.1 100 Continue\r\n\r\n"), "timeout", "2 s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"})
  void anEndlessBodyIsLeftAtTheSizeLimit(String headers) throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] chunk =
        ascii((headers.contains("chunked") ? "ffff\r\n" : "") + "a".repeat(65535) + "\r\n");
    assertFault(
        FetchFault.TOO_LARGE,
        1,
        (socket, out) -> {
          out.write(ascii(OK + headers));
          while (true) {
            out.write(chunk);
            sent.addAndGet(chunk.length);
          }
        },
        "max-size",
        "1 mb");
    assertThat(sent).hasValueLessThan(100 << 20);
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedWithoutRoomForIt() throws Exception {
    assertFault(
        FetchFault.TOO_LARGE, 1, drip(OK + "Content-Length: 9223372036854775807\r\n\r\n", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\nabc",
        "HTTP/1.1 abc OK\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3, 7\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nabc",
        "\u0000\u0001\u0002\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
      })
  void whatIsNoHttpIsTheHostsFault(String answer) throws Exception {
    try (HostileServer server = new HostileServer((socket, out) -> out.write(ascii(answer)))) {
      FetchResult result = fetch(server.uri(), "attempts", "1");
      assertThat(result).isInstanceOf(Failed.class);
      assertThat(((Failed) result).fault().isOfHost()).as(result.toString()).isTrue();
    }
  }

  @Test
  void headersWithoutEndAreLeft() throws Exception {
    assertFault(
        FetchFault.MALFORMED_ANSWER,
        1,
        (socket, out) -> {
          out.write(ascii(OK));
          while (true) {
            out.write(ascii("X-More: " + "a".repeat(1000) + "\r\n"));
          }
        },
        "attempts",
        "1");
    assertFault(
        FetchFault.MALFORMED_ANSWER,
        1,
        (socket, out) -> {
          out.write(ascii(OK + "X-Long: "));
          while (true) {
            out.write(ascii("a".repeat(1000)));
          }
        },
        "attempts",
        "1");
  }

  @Test
  void bodiesThatEndTooSoonAreTriedAgainAndNeverTakenForPictures() throws Exception {
    assertFault(
        FetchFault.UNREACHABLE,
        3,
        (socket, out) -> out.write(ascii(OK + "Content-Length: 10\r\n\r\nabc")));
    assertFault(
        FetchFault.UNREACHABLE,
        3,
        (socket, out) -> out.write(ascii(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nab")));
  }

  @Test
  void connectionsThatAreResetAreTriedAgain() throws Exception {
    assertFault(
        FetchFault.UNREACHABLE,
        3,
        (socket, out) -> {
          socket.setSoLinger(true, 0);
          socket.close();
        });
  }

  @Test
  void aPortWhereNobodyListensIsUnreachable() throws Exception {
    FetchResult result = fetch(NOBODY);
    assertThat(((Failed) result).fault()).as(result.toString()).isEqualTo(FetchFault.UNREACHABLE);
  }

  @Test
  void aHostThatIsDownIsPausedAndItsPicturesAreRejectedAtOnce() throws Exception {
    String[] options = {
      "host-failures.min-requests", "5", "host-failures.window", "10", "host-failures.pause", "1 h"
    };
    try (Fetcher fetcher = new Fetcher(Settings.local(1, options))) {
      for (int i = 0; i < 20; i++) {
        Failed failed = (Failed) fetcher.fetch(NOBODY).get(30, TimeUnit.SECONDS);
        assertThat(failed.fault())
            .isEqualTo(i < 5 ? FetchFault.UNREACHABLE : FetchFault.HOST_PAUSED);
      }
      assertThat(fetcher.pausedHosts()).isEqualTo(1);
    }
  }

  @Test
  void aNameThatDoesNotResolveEndsNothingHoweverOftenItIsNamed() throws Exception {
    Names nowhere = new Names().answer("gone.test");
    try (Fetcher fetcher = new Fetcher(Settings.local(80), nowhere, Names.systemTls())) {
      for (int i = 0; i < 100; i++) {
        assertThat(fetcher.fetch("http://gone.test/" + i).get(30, TimeUnit.SECONDS))
            .isInstanceOf(Failed.class);
      }
    }
  }

  @Test
  void picturesWaitForAPausedHostIfTheOwnerWantsItAndNoLongerThanHeWants() throws Exception {
    FetchSettings settings =
        Settings.local(
            1,
            "attempts",
            "1",
            "host-failures.min-requests",
            "2",
            "host-failures.pause",
            "1 h",
            "host-failures.then",
            "wait",
            "host-failures.wait",
            "300 ms");
    try (Fetcher fetcher = new Fetcher(settings)) {
      for (int i = 0; i < 2; i++) {
        assertThat(fetcher.fetch(NOBODY).get(30, TimeUnit.SECONDS)).isInstanceOf(Failed.class);
      }
      long start = System.nanoTime();
      Failed failed = (Failed) fetcher.fetch(NOBODY).get(30, TimeUnit.SECONDS);
      assertThat(failed.fault()).isEqualTo(FetchFault.HOST_PAUSED);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
    }
  }

  @Test
  void picturesThatWaitedComeWhenTheHostIsBack() throws Exception {
    try (PictureServer server = new PictureServer();
        Fetcher fetcher =
            new Fetcher(
                Settings.local(
                    server.port(),
                    "attempts",
                    "1",
                    "host-failures.min-requests",
                    "2",
                    "host-failures.pause",
                    "50 ms",
                    "host-failures.then",
                    "wait"))) {
      server.on("/down", PictureServer.status(500, new byte[0]));
      server.on("/a", PictureServer.bytes(new byte[] {1}));
      for (int i = 0; i < 2; i++) {
        assertThat(fetcher.fetch(server.uri("/down")).get(30, TimeUnit.SECONDS))
            .isInstanceOf(Failed.class);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(fetcher.fetch(server.uri("/a")).get(30, TimeUnit.SECONDS))
            .isInstanceOf(FetchResult.Fetched.class);
      }
      assertThat(fetcher.pausedHosts()).isZero();
    }
  }

  @Test
  void aLookUpThatHangsDoesNotHangTheFetch() throws Exception {
    Names stuck =
        new Names() {
          @Override
          public synchronized java.net.InetAddress[] resolve(String host) {
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return new java.net.InetAddress[0];
          }
        };
    FetchSettings settings = Settings.local(80, "timeout", "200 ms");
    try (Fetcher fetcher = new Fetcher(settings, stuck, Names.systemTls())) {
      FetchResult result = fetcher.fetch("http://slow.test/").get(30, TimeUnit.SECONDS);
      assertThat(((Failed) result).fault()).isEqualTo(FetchFault.TIMEOUT);
    }
  }
}
