package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Proxies;
import io.clipstream.dashboard.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Behind a proxy: who it is, what it says, and what strangers cannot pretend. */
@Timeout(120)
class ProxyLoginTest {
  private static final HeaderSettings HEADERS =
      new HeaderSettings("X-Forwarded-User", "X-Forwarded-Groups");

  @TempDir private Path folder;

  private LoginWorld behind(String... proxies) {
    Listening listening =
        new Listening(
            "127.0.0.1",
            0,
            Set.of("Tags.Example.com"),
            Optional.empty(),
            Proxies.at(List.of(proxies)));
    LoginSettings login =
        new LoginSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.of(HEADERS),
            Map.of("moderators", Role.REVIEWER, "platform", Role.ADMIN));
    return LoginWorld.start(listening, login, folder);
  }

  @Test
  void whatTheProxySaysOfPeopleIsBelieved() throws IOException {
    try (LoginWorld world = behind("127.0.0.0/8")) {
      String anna = "X-Forwarded-User: anna";
      assertThat(world.get("/api/look").status()).isEqualTo(401);
      assertThat(world.get("/api/look", anna).status()).isEqualTo(401);
      assertThat(world.get("/api/look", anna, "X-Forwarded-Groups: cooks").status()).isEqualTo(401);
      String groups = "X-Forwarded-Groups: cooks, moderators";
      assertThat(world.get("/api/look", anna, groups).status()).isEqualTo(200);
      assertThat(world.post("/api/decide", anna, groups).status()).isEqualTo(403);
      assertThat(world.post("/api/decide", anna, groups, "X-Clipstream: 1").status())
          .isEqualTo(200);
      assertThat(world.post("/api/publish", anna, groups, "X-Clipstream: 1").status())
          .isEqualTo(403);
      assertThat(world.get("/api/look", anna, "X-Forwarded-User: eve", groups).status())
          .isEqualTo(401);
      assertThat(world.get("/api/me", anna, groups).json().get("canSignOut").asBoolean()).isFalse();
    }
  }

  @Test
  void nobodyButAListedProxyIsAnswered() throws IOException {
    try (LoginWorld world = behind("10.0.0.5")) {
      for (String path : List.of("/", "/api/look", "/api/me", "/page/tokens.css")) {
        Http.Answer answer =
            world.get(path, "X-Forwarded-User: anna", "X-Forwarded-Groups: platform");
        assertThat(answer.status()).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void theAddressOfPeopleIsTheLastThatIsNoProxy() throws IOException {
    try (LoginWorld world = behind("127.0.0.1", "10.0.0.0/24")) {
      for (String chain :
          List.of("1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9", "evil.example, 203.0.113.9")) {
        decideFrom(world, chain);
        assertThat(lastLine()).as(chain).contains("\"address\":\"203.0.113.9\"");
      }
      decideFrom(world, "not an address");
      assertThat(lastLine()).contains("\"address\":\"127.0.0.1\"");
    }
  }

  private static void decideFrom(LoginWorld world, String chain) throws IOException {
    Http.Answer done =
        world.post(
            "/api/decide",
            "X-Forwarded-For: " + chain,
            "X-Forwarded-User: anna",
            "X-Forwarded-Groups: platform",
            "X-Clipstream: 1");
    assertThat(done.status()).isEqualTo(200);
  }

  private String lastLine() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));
    return lines.get(lines.size() - 1);
  }

  @Test
  void namesAreThoseThatWereConfigured() throws IOException {
    try (LoginWorld world = behind("127.0.0.1")) {
      for (String host : List.of("tags.example.com", "TAGS.example.com:443", "localhost")) {
        assertThat(Http.ask(world.port(), "GET", "/api/me", "Host: " + host, "").status())
            .as(host)
            .isEqualTo(200);
      }
      assertThat(Http.ask(world.port(), "GET", "/api/me", "Host: x.example.com", "").status())
          .isEqualTo(421);
    }
  }

  @Test
  void aProxyThatWasAskedWithoutTlsIsRefused() throws IOException {
    try (LoginWorld world = behind("127.0.0.1")) {
      assertThat(world.get("/api/me", "X-Forwarded-Proto: http").status()).isEqualTo(403);
      assertThat(world.get("/api/me", "X-Forwarded-Proto: https").status()).isEqualTo(200);
    }
  }

  @Test
  void cookiesAreForTlsAlone() throws IOException {
    Path users = folder.resolve("users");
    CredentialFile.users(users)
        .put(new Credential("anna", Role.ADMIN, Passwords.hash(LoginWorld.PASSWORD)));
    Listening listening =
        new Listening(
            "127.0.0.1",
            0,
            Set.of("tags.example.com"),
            Optional.empty(),
            Proxies.at(List.of("127.0.0.1")));
    try (LoginWorld world = LoginWorld.start(listening, LoginSettings.users(users), folder)) {
      assertThat(world.login("anna", LoginWorld.PASSWORD).head())
          .containsPattern("(?i)set-cookie: __Host-clipstream-session=")
          .containsIgnoringCase("; Secure");
      assertThat(world.get("/api/look", world.loggedIn("anna").cookie()).status()).isEqualTo(200);
    }
  }

  @Test
  void whereNobodyLogsInAProxyIsRefused() throws IOException {
    try (LoginWorld world = LoginWorld.start(Listening.local(0), LoginSettings.none(), folder)) {
      assertThat(world.get("/api/look").status()).isEqualTo(200);
      assertThat(world.get("/api/me").json().get("role").asText()).isEqualTo("ADMIN");
      assertThat(world.get("/api/look", "X-Forwarded-For: 1.2.3.4").status()).isEqualTo(403);
    }
  }
}
