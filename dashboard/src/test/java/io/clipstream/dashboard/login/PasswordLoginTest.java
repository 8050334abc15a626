package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.http.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users of a file, their sessions, their roles and what is written down of them. */
@Timeout(120)
class PasswordLoginTest {
  /** As {@code htpasswd} makes them, and quickly: many logins are tried here. */
  private static final String HASH =
      Password.hash(LoginWorld.PASSWORD).with(BcryptFunction.getInstance(Bcrypt.B, 4)).getResult();

  @TempDir private Path folder;
  private Path file;
  private CredentialFile users;
  private LoginWorld world;

  @BeforeEach
  void start() {
    file = folder.resolve("users");
    users = CredentialFile.users(file);
    users.put(new Credential("vera", Role.VIEWER, HASH));
    users.put(new Credential("rita", Role.REVIEWER, HASH));
    users.put(new Credential("anna", Role.ADMIN, HASH));
    world = LoginWorld.withUsers(file, folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void whoeverHasNotLoggedInSeesThePageAndNothingElse() throws IOException {
    assertThat(world.get("/", "Accept: text/html").status()).isEqualTo(200);
    assertThat(world.get("/page/parts/login-view.js").status()).isEqualTo(200);
    JsonNode me = world.get("/api/me").json();
    assertThat(me.get("role").asText()).isEqualTo("NOBODY");
    assertThat(me.get("password").asBoolean()).isTrue();
    for (String path : List.of("/api/look", "/api/audit", "/openapi.json")) {
      assertThat(world.get(path).status()).as(path).isEqualTo(401);
    }
    assertThat(world.post("/api/decide", "X-Clipstream: 1").status()).isEqualTo(401);
    assertThat(world.get("/api/look", "Cookie: clipstream-session=guessed").status())
        .isEqualTo(401);
  }

  @Test
  void everyoneMayWhatTheirRoleMayAndNoMore() throws IOException {
    for (Role role : List.of(Role.VIEWER, Role.REVIEWER, Role.ADMIN)) {
      String name = List.of("", "vera", "rita", "anna").get(role.ordinal());
      LoginWorld.LoggedIn in = world.loggedIn(name);
      assertThat(world.get("/api/look", in.cookie()).json().get("who").asText()).isEqualTo(name);
      assertThat(world.post("/api/decide", in.cookie(), in.change()).status())
          .as(name)
          .isEqualTo(role.includes(Role.REVIEWER) ? 200 : 403);
      assertThat(world.post("/api/publish", in.cookie(), in.change()).status())
          .as(name)
          .isEqualTo(role.includes(Role.ADMIN) ? 200 : 403);
      assertThat(world.get("/api/audit", in.cookie()).status())
          .as(name)
          .isEqualTo(role.includes(Role.ADMIN) ? 200 : 403);
    }
  }

  @Test
  void aChangeNeedsTheTokenOfTheSessionAndReadingDoesNot() throws IOException {
    LoginWorld.LoggedIn in = world.loggedIn("anna");
    LoginWorld.LoggedIn other = world.loggedIn("rita");
    assertThat(world.get("/api/look", in.cookie()).status()).isEqualTo(200);
    for (String header : List.of("X-Other: 1", "X-Clipstream: 1", other.change())) {
      assertThat(world.post("/api/decide", in.cookie(), header).status()).as(header).isEqualTo(403);
    }
    assertThat(world.get("/api/me", in.cookie()).json().get("token").asText())
        .isEqualTo(in.token());
    assertThat(world.post("/api/decide", in.cookie(), in.change()).status()).isEqualTo(200);
  }

  @Test
  void theCookieIsForOurOwnPageAlone() throws IOException {
    String head = world.login("anna", LoginWorld.PASSWORD).head();
    assertThat(head)
        .containsPattern("(?i)set-cookie: clipstream-session=[A-Za-z0-9_-]{22};")
        .containsIgnoringCase("HttpOnly")
        .containsIgnoringCase("SameSite=Strict")
        .containsIgnoringCase("Path=/")
        .doesNotContainIgnoringCase("Secure");
  }

  @Test
  void whatIsWrongIsNotTold() throws IOException {
    Http.Answer password = world.login("anna", "another horse");
    Http.Answer name = world.login("nemo", "another horse");
    assertThat(password.status()).isEqualTo(401);
    assertThat(name.status()).isEqualTo(401);
    assertThat(password.text()).isEqualTo(name.text());
    assertThat(LoginWorld.cookie(password, "clipstream-session")).isEmpty();
    for (String body : List.of("", "[]", "{}", "{\"name\":1,\"password\":{}}")) {
      assertThat(world.ask("POST", "/api/login", body, "X-Clipstream: 1").status())
          .as(body)
          .isIn(400, 401);
    }
    assertThat(world.login("anna", "x".repeat(100_000)).status()).isEqualTo(401);
  }

  @Test
  void aNewLoginHasANewIdAndEndsTheOneBefore() throws IOException {
    LoginWorld.LoggedIn before = world.loggedIn("anna");
    Http.Answer again = world.login("anna", LoginWorld.PASSWORD);
    assertThat(LoginWorld.cookie(again, "clipstream-session").orElseThrow())
        .isNotEqualTo(before.cookie());
    assertThat(world.get("/api/look", before.cookie()).status()).isEqualTo(200);
    world.ask(
        "POST",
        "/api/login",
        "{\"name\":\"anna\",\"password\":\"" + LoginWorld.PASSWORD + "\"}",
        before.cookie(),
        before.change());
    assertThat(world.get("/api/look", before.cookie()).status()).isEqualTo(401);
  }

  @Test
  void whoLogsOutIsOut() throws IOException {
    LoginWorld.LoggedIn in = world.loggedIn("anna");
    assertThat(world.post("/api/logout", in.cookie()).status()).isEqualTo(403);
    Http.Answer out = world.post("/api/logout", in.cookie(), in.change());
    assertThat(out.status()).isEqualTo(200);
    assertThat(out.head())
        .containsPattern("(?i)clipstream-session=;[^\\r]*Expires=Thu, 01 Jan 1970");
    assertThat(world.get("/api/look", in.cookie()).status()).isEqualTo(401);
  }

  @Test
  void aSessionEndsWhenNobodyUsesItAndInTheEndAnyway() throws IOException {
    LoginWorld.LoggedIn idle = world.loggedIn("anna");
    world.pass(Session.IDLE.minusSeconds(1));
    assertThat(world.get("/api/look", idle.cookie()).status()).isEqualTo(200);
    world.pass(Session.IDLE);
    assertThat(world.get("/api/look", idle.cookie()).status()).isEqualTo(401);

    LoginWorld.LoggedIn busy = world.loggedIn("anna");
    Duration step = Duration.ofMinutes(40);
    for (Duration past = step; past.compareTo(Session.LONGEST) < 0; past = past.plus(step)) {
      world.pass(step);
      assertThat(world.get("/api/look", busy.cookie()).status()).as("" + past).isEqualTo(200);
    }
    world.pass(step);
    assertThat(world.get("/api/look", busy.cookie()).status()).isEqualTo(401);
  }

  @Test
  void whatIsChangedInTheFileHoldsAtTheNextRequest() throws IOException {
    LoginWorld.LoggedIn rita = world.loggedIn("rita");
    LoginWorld.LoggedIn vera = world.loggedIn("vera");
    LoginWorld.LoggedIn anna = world.loggedIn("anna");
    users.put(new Credential("rita", Role.ADMIN, HASH));
    users.put(new Credential("vera", Role.VIEWER, Passwords.hash("quite another")));
    users.remove("anna");
    assertThat(world.post("/api/publish", rita.cookie(), rita.change()).status()).isEqualTo(200);
    assertThat(world.get("/api/look", vera.cookie()).status()).isEqualTo(401);
    assertThat(world.get("/api/look", anna.cookie()).status()).isEqualTo(401);
    assertThat(world.login("anna", LoginWorld.PASSWORD).status()).isEqualTo(401);
    Files.writeString(file, "rita admin\n");
    assertThat(world.get("/api/look", rita.cookie()).status()).isEqualTo(401);
  }

  @Test
  void whoGuessesForLongWaits() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(world.login("anna", "guess number " + i).status()).isEqualTo(401);
    }
    Http.Answer late = world.login("anna", LoginWorld.PASSWORD);
    assertThat(late.status()).isEqualTo(429);
    assertThat(late.head()).containsPattern("(?i)retry-after: \\d+");
    assertThat(world.login("rita", LoginWorld.PASSWORD).status()).isEqualTo(200);
    for (int i = 0; i < 20; i++) {
      world.login("nobody" + i, "guess");
    }
    assertThat(world.login("rita", LoginWorld.PASSWORD).status()).isEqualTo(429);
    world.pass(Duration.ofMinutes(10));
    assertThat(world.login("anna", LoginWorld.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void whoIsRightIsNotCounted() throws IOException {
    int[] all =
        IntStream.range(0, 35).map(i -> status("anna", LoginWorld.PASSWORD)).distinct().toArray();
    assertThat(all).containsExactly(200);
  }

  private int status(String name, String password) {
    try {
      return world.login(name, password).status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void programsAskByTokens() throws IOException {
    String token = Tokens.forProgram();
    CredentialFile tokens = CredentialFile.tokensBeside(file);
    tokens.put(new Credential("ci", Role.REVIEWER, Tokens.hash(token)));
    String header = "Authorization: Bearer " + token;
    assertThat(world.get("/api/look", header).json().get("who").asText()).isEqualTo("token/ci");
    assertThat(world.post("/api/decide", header, "X-Clipstream: 1").status()).isEqualTo(200);
    assertThat(world.post("/api/decide", header).status()).isEqualTo(403);
    assertThat(world.post("/api/publish", header, "X-Clipstream: 1").status()).isEqualTo(403);
    LoginWorld.LoggedIn anna = world.loggedIn("anna");
    String wrong = header + "x";
    assertThat(world.get("/api/look", wrong, anna.cookie()).status()).isEqualTo(401);
    for (String others : List.of("Authorization: Basic YTpi", "Authorization: Bearer eyJ")) {
      assertThat(world.get("/api/look", others).status()).as(others).isEqualTo(401);
      assertThat(world.get("/api/look", others, anna.cookie()).status()).as(others).isEqualTo(200);
    }
    tokens.remove("ci");
    assertThat(world.get("/api/look", header).status()).isEqualTo(401);
  }

  @Test
  void whoChangedWhatIsWrittenDown() throws IOException {
    LoginWorld.LoggedIn rita = world.loggedIn("rita");
    world.post("/api/decide", rita.cookie(), rita.change());
    world.post("/api/publish", rita.cookie(), rita.change());
    world.post("/api/decide", "X-Clipstream: 1"); // a stranger's
    world.login("anna", "wrong horse");
    world.login("secret typed as a name", "x");
    world.post("/api/logout", rita.cookie(), rita.change());
    LoginWorld.LoggedIn anna = world.loggedIn("anna");
    JsonNode entries = world.get("/api/audit", anna.cookie()).json().get("entries");
    List<String> lines =
        IntStream.range(0, entries.size())
            .mapToObj(entries::get)
            .map(
                e ->
                    e.get("who").asText()
                        + " "
                        + e.get("path").asText()
                        + " "
                        + e.get("status").asInt()
                        + " "
                        + e.get("what").asText())
            .toList();
    assertThat(lines)
        .containsExactly(
            "anna /api/login 200 logged in",
            "rita /api/logout 200 logged out",
            " /api/login 401 login refused for an unknown name",
            " /api/login 401 login refused for anna",
            "rita /api/publish 403 ",
            "rita /api/decide 200 decided",
            "rita /api/login 200 logged in");
    assertThat(Files.readString(folder.resolve("audit.jsonl")))
        .doesNotContain(LoginWorld.PASSWORD, "secret typed", rita.token())
        .contains("127.0.0.1");
  }
}
