package io.clipstream.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.dashboard.Http;
import io.clipstream.schemas.ResourceException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in, and what every answer carries. */
class DashboardServerTest {
  private static final List<Callback> CALLBACKS =
      List.of(new Callback("thing.made", "A thing was made.", Map.of("type", "object")));

  private DashboardServer server;

  @BeforeEach
  void start() {
    List<Route> routes =
        List.of(
            Route.get("/api/thing/{name}", "A thing.", c -> Json.answer(c, Map.of("a", 1)))
                .path("name", "string", "Its name.")
                .query("size", "integer", "How large."),
            Route.change(
                Route.Method.POST, "/api/thing", "Makes one.", c -> Json.answer(c, Map.of())),
            Route.get("/api/for-admins", "Theirs.", c -> Json.answer(c, Map.of()))
                .needs(Role.ADMIN),
            Route.get(
                "/api/fault",
                "Fails.",
                c -> {
                  throw new IllegalStateException("secret");
                }));
    server =
        DashboardServer.start(Listening.local(0), routes, CALLBACKS, DashboardServerTest::login);
  }

  private static void login(Context context) {
    String role = context.queryParam("as");
    (role == null ? Person.LOCAL : new Person("someone", Role.valueOf(role))).note(context);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Http.Answer get(String path) throws IOException {
    return Http.get(server.port(), path);
  }

  private Http.Answer asked(String method, String path, String headers) throws IOException {
    return Http.ask(server.port(), method, path, headers, "{}");
  }

  @Test
  void aNameThatIsNotTheServersIsRefused() throws IOException {
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil:80")) {
      assertThat(asked("GET", "/api/thing/x", "Host: " + host).status()).as(host).isEqualTo(421);
      assertThat(asked("GET", "/", "Host: " + host).status()).as(host).isEqualTo(421);
    }
    for (String host :
        List.of("localhost", "LOCALHOST:9", "127.0.0.1:" + server.port(), "[::1]:1")) {
      assertThat(asked("GET", "/api/thing/x", "Host: " + host).status()).as(host).isEqualTo(200);
    }
  }

  @Test
  void aChangeNeedsTheHeaderThatNoOtherSiteCanSend() throws IOException {
    String host = "Host: localhost";
    assertThat(asked("POST", "/api/thing", host).status()).isEqualTo(403);
    assertThat(asked("POST", "/api/thing", host + "\n" + Guard.HEADER + ": 1").status())
        .isEqualTo(200);
  }

  @Test
  void whoeverHasTooSmallARoleIsRefused() throws IOException {
    assertThat(get("/api/for-admins?as=VIEWER").status()).isEqualTo(403);
    assertThat(get("/api/for-admins?as=ADMIN").status()).isEqualTo(200);
    assertThat(get("/api/thing/x?as=NOBODY").status()).isEqualTo(401);
  }

  @Test
  void everyAnswerCarriesTheHeaders() throws IOException {
    for (String path :
        List.of("/", "/api/thing/x", "/api/nothing", "/page/tokens.css", "/api/fault")) {
      assertThat(get(path).head())
          .as(path)
          .contains("default-src 'self'", "frame-ancestors 'none'")
          .contains("script-src 'self' 'sha256-", "style-src 'self';", "object-src 'none'")
          .contains("base-uri 'none'", "form-action 'self'", "img-src 'self' blob:;")
          .contains("require-trusted-types-for 'script'", "trusted-types lit-html")
          .contains("X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer")
          .contains("X-Frame-Options: DENY", "Cross-Origin-Opener-Policy: same-origin")
          .contains(
              "Cross-Origin-Resource-Policy: same-origin", "Permissions-Policy: camera=(self)")
          .contains("Cache-Control: no-")
          .doesNotContain("unsafe-inline", "unsafe-eval", "Server:", "Access-Control-");
    }
  }

  @Test
  void errorsAreJsonAndTellNothingOfTheServer() throws IOException {
    Http.Answer fault = get("/api/fault");
    assertThat(fault.status()).isEqualTo(500);
    assertThat(fault.text()).doesNotContain("secret", "Exception");
    assertThat(fault.json().get("message").asText()).contains("log");
    assertThat(get("/api/nothing").status()).isEqualTo(404);
    assertThat(get("/api/nothing").json().get("message").asText()).contains("/openapi.json");
  }

  @Test
  void theDocumentDescribesEveryAddress() throws IOException {
    JsonNode paths = get("/openapi.json").json().get("paths");
    List<String> names = new ArrayList<>();
    paths.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly(
            "/api/thing/{name}", "/api/thing", "/api/for-admins", "/api/fault", "/openapi.json");
    assertThat(paths.at("/~1api~1thing/post/parameters/0/name").asText()).isEqualTo(Guard.HEADER);
    assertThat(paths.at("/~1api~1thing~1{name}/get/parameters/1/in").asText()).isEqualTo("query");
    JsonNode told = get("/openapi.json").json().at("/webhooks/thing.made/post");
    assertThat(told.at("/requestBody/content/application~1json/schema/type").asText())
        .isEqualTo("object");
    assertThat(told.get("parameters").findValuesAsText("name"))
        .containsExactly("webhook-id", "webhook-timestamp", "webhook-signature");
  }

  @Test
  void everyAddressOfAViewIsThePageAndNoFileBesideIt() throws IOException {
    Http.Answer view = asked("GET", "/search?label=x", "Host: localhost\nAccept: text/html");
    assertThat(view.status()).isEqualTo(200);
    assertThat(view.text()).contains("<clip-app>", "importmap").doesNotContain("IMPORT_MAP");
    for (String path :
        List.of(
            "/page/../store/migrations/V100__results.sql",
            "/page/%2e%2e/store/migrations/V100__results.sql",
            "/lib/..%2f..%2f..%2fMETA-INF/MANIFEST.MF",
            "/page/views/none.js")) {
      assertThat(get(path).status()).as(path).isIn(400, 404);
    }
    assertThat(get("/page/parts/clip-app.js").head()).contains("text/javascript");
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    assertThatThrownBy(
            () ->
                DashboardServer.start(
                    Listening.local(server.port()), List.of(), List.of(), c -> {}))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("--port");
  }
}
