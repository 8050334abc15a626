package io.clipstream.dashboard.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Role;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code flow against an issuer, right and wrong. */
@Timeout(120)
class OidcLoginTest {
  @TempDir private Path folder;
  private TestIssuer issuer;
  private LoginWorld world;

  @BeforeEach
  void start() {
    issuer = TestIssuer.start();
    issuer.person.putAll(
        Map.of("preferred_username", "anna", "groups", List.of("cooks", "moderators")));
    world = with(issuer.settings());
  }

  private LoginWorld with(OidcSettings settings) {
    return LoginWorld.start(
        Listening.local(0),
        new LoginSettings(
            Optional.empty(),
            Optional.of(settings),
            Optional.empty(),
            Map.of("moderators", Role.REVIEWER, "platform", Role.ADMIN)),
        folder);
  }

  @AfterEach
  void stop() {
    world.close();
    issuer.close();
  }

  /** What the browser keeps and where it was sent. */
  private record Begun(String cookie, URI issuer) {}

  private Begun begin(String back) throws IOException {
    Http.Answer answer = world.get("/api/login/oidc?back=" + back);
    return new Begun(
        LoginWorld.cookie(answer, "clipstream-login").orElseThrow(),
        URI.create(LoginWorld.location(answer)));
  }

  /** The address that the issuer sends the browser back to. */
  private static String through(URI address) throws IOException {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
      return back.getRawPath() + "?" + back.getRawQuery();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Http.Answer logIn() throws IOException {
    Begun begun = begin("/search");
    return world.get(through(begun.issuer), begun.cookie);
  }

  @Test
  void peopleOfTheIssuerComeInWithTheRoleOfTheirGroup() throws IOException {
    Begun begun = begin("/search%3Flabel%3Dcat");
    assertThat(begun.issuer.getQuery())
        .contains("scope=openid", "code_challenge_method=S256", "state=", "nonce=");
    Http.Answer done = world.get(through(begun.issuer), begun.cookie);
    assertThat(LoginWorld.location(done)).endsWith("/search?label=cat");
    String session = LoginWorld.cookie(done, "clipstream-session").orElseThrow();
    assertThat(world.get("/api/look", session).json().get("who").asText()).isEqualTo("anna");
    String token = world.get("/api/me", session).json().get("token").asText();
    assertThat(world.post("/api/decide", session, "X-Clipstream: " + token).status())
        .isEqualTo(200);
    assertThat(world.post("/api/publish", session, "X-Clipstream: " + token).status())
        .isEqualTo(403);
  }

  @Test
  void theCookieOfTheWayIsLaxAndGoneAfterwards() throws IOException {
    Http.Answer begun = world.get("/api/login/oidc");
    assertThat(begun.head())
        .containsPattern("(?i)clipstream-login=[A-Za-z0-9_-]{22};")
        .containsIgnoringCase("SameSite=Lax")
        .containsIgnoringCase("HttpOnly");
    Http.Answer done = logIn();
    assertThat(done.head())
        .containsPattern("(?i)clipstream-login=;[^\r]*Expires=Thu, 01 Jan 1970")
        .containsPattern("(?i)clipstream-session=[^\r]*SameSite=Strict");
  }

  @Test
  void peopleAreSentNowhereElse() throws IOException {
    for (String back :
        List.of(
            "https%3A%2F%2Fevil.example",
            "%2F%2Fevil.example",
            "%2F%5Cevil.example",
            "%2F%09%2Fevil.example",
            "%2Fx%0D%0ASet-Cookie%3Aa%3Db")) {
      Begun begun = begin(back);
      Http.Answer done = world.get(through(begun.issuer), begun.cookie);
      assertThat(LoginWorld.location(done)).as(back).matches("(http://localhost(:\\d+)?)?/");
    }
  }

  @Test
  void aLoginThatWasNotBegunByThisBrowserIsNone() throws IOException {
    Begun begun = begin("/");
    String came = through(begun.issuer);
    refused(world.get(came), "expired");
    refused(world.get(came, "Cookie: clipstream-login=another"), "expired");
    Begun other = begin("/");
    refused(world.get(came, other.cookie), "failed");
    assertThat(LoginWorld.cookie(world.get(came, begun.cookie), "clipstream-session")).isPresent();
    refused(world.get(came, begun.cookie), "expired"); // once only
  }

  @Test
  void aLoginThatTookTooLongIsNone() throws IOException {
    Begun begun = begin("/");
    world.pass(Duration.ofMinutes(11));
    refused(world.get(through(begun.issuer), begun.cookie), "expired");
  }

  @Test
  void tokensThatAreNotForUsNowAreRefused() throws IOException {
    Map<String, UnaryOperator<JWTClaimsSet>> faults =
        Map.of(
            "nonce", set -> changed(set).claim("nonce", "another").build(),
            "no nonce", set -> changed(set).claim("nonce", null).build(),
            "audience", set -> changed(set).audience("another").build(),
            "issuer", set -> changed(set).issuer("http://127.0.0.1:1").build(),
            "expired",
                set ->
                    changed(set)
                        .expirationTime(Date.from(Instant.now().minusSeconds(600)))
                        .build());
    for (Map.Entry<String, UnaryOperator<JWTClaimsSet>> fault : faults.entrySet()) {
      issuer.claims = fault.getValue();
      refused(logIn(), "failed");
    }
    issuer.claims = same -> same;
    issuer.isSigned = false;
    refused(logIn(), "failed");
    issuer.isSigned = true;
    issuer.isSignedByAnother = true;
    refused(logIn(), "failed");
    issuer.isSignedByAnother = false;
    assertThat(LoginWorld.cookie(logIn(), "clipstream-session")).isPresent();
  }

  private static JWTClaimsSet.Builder changed(JWTClaimsSet set) {
    return new JWTClaimsSet.Builder(set);
  }

  @Test
  void peopleWithoutAGroupThatCountsAreRefused() throws IOException {
    issuer.person.put("groups", List.of("cooks"));
    refused(logIn(), "refused");
    issuer.person.put("groups", "moderators");
    assertThat(LoginWorld.cookie(logIn(), "clipstream-session")).isPresent();
    issuer.person.put("preferred_username", "an\u202ena");
    refused(logIn(), "refused");
    issuer.person.remove("preferred_username");
    refused(logIn(), "refused");
  }

  @Test
  void groupsMayLieDeeper() throws IOException {
    world.close();
    world =
        with(
            new OidcSettings(
                issuer.address(),
                TestIssuer.CLIENT,
                TestIssuer.SECRET,
                "preferred_username",
                "realm_access.roles"));
    issuer.person.put("realm_access", Map.of("roles", List.of("platform")));
    String session = LoginWorld.cookie(logIn(), "clipstream-session").orElseThrow();
    assertThat(world.get("/api/me", session).json().get("role").asText()).isEqualTo("ADMIN");
  }

  @Test
  void whatTheIssuerRefusesIsRefused() throws IOException {
    issuer.refuses = true;
    refused(logIn(), "refused");
  }

  @Test
  void aWrongSecretIsSaidByTheIssuer() throws IOException {
    world.close();
    world =
        with(
            new OidcSettings(
                issuer.address(), TestIssuer.CLIENT, "another", "preferred_username", "groups"));
    refused(logIn(), "failed");
  }

  @Test
  void anIssuerThatIsAwayIsAskedAgainAtTheNextLogin() throws IOException {
    world.close();
    world =
        with(new OidcSettings(URI.create("http://127.0.0.1:1"), "clipstream", "", "sub", "groups"));
    refused(world.get("/api/login/oidc"), "unreachable");
  }

  @Test
  void anIssuerThatNamesAnUnguardedAddressIsRefused() throws IOException {
    issuer.authorizationEndpoint = "http://login.example.com/authorize";
    refused(world.get("/api/login/oidc"), "failed");
  }

  @Test
  void anIssuerThatOthersCouldListenToIsRefused() {
    for (String url :
        List.of("http://login.example.com", "ftp://x", "login.example.com", "https://x/?a=b")) {
      assertThatThrownBy(() -> new OidcSettings(URI.create(url), "c", "", "sub", "groups"))
          .as(url)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("https");
    }
  }

  private JsonNode signOut() throws IOException {
    String session = LoginWorld.cookie(logIn(), "clipstream-session").orElseThrow();
    String token = world.get("/api/me", session).json().get("token").asText();
    Http.Answer out = world.post("/api/logout", session, "X-Clipstream: " + token);
    assertThat(out.status()).isEqualTo(200);
    assertThat(world.get("/api/look", session).status()).isEqualTo(401);
    return out.json();
  }

  @Test
  void whoSignsOutIsSentToTheIssuersEndAndBack() throws IOException {
    issuer.announceEnd();
    URI end = URI.create(signOut().get("next").asText());
    assertThat(end.toString()).startsWith(issuer.address() + "/end?");
    assertThat(through(end)).as("back at our page").isEqualTo("/?null");
    assertThat(issuer.ended)
        .containsEntry("client_id", TestIssuer.CLIENT)
        .containsEntry("post_logout_redirect_uri", "http://localhost/");
    assertThat(issuer.ended.get("id_token_hint")).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
  }

  @Test
  void whereTheIssuerHasNoGuardedEndOursIsAll() throws IOException {
    assertThat(signOut().get("next").isNull()).isTrue();
    world.close();
    issuer.endSessionEndpoint = "http://login.example.com/end";
    world = with(issuer.settings());
    assertThat(signOut().get("next").isNull()).isTrue();
  }

  private static void refused(Http.Answer answer, String kind) {
    assertThat(LoginWorld.location(answer)).endsWith("/?login=" + kind);
    assertThat(LoginWorld.cookie(answer, "clipstream-session")).isEmpty();
  }
}
