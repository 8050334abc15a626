package io.clipstream.dashboard.login;

import io.clipstream.dashboard.Http;
import io.clipstream.dashboard.audit.AuditFeature;
import io.clipstream.dashboard.audit.AuditLog;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.DashboardServer;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server with a login and an address for each role, at a time that the test sets. */
final class LoginWorld implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final DashboardServer server;

  private LoginWorld(Listening listening, LoginSettings settings, Path folder) {
    LoginFeature login = new LoginFeature(settings, listening, now::get);
    AuditFeature audit = new AuditFeature(new AuditLog(folder), now::get);
    List<Route> routes =
        Stream.of(login.routes(), audit.routes(), routes()).flatMap(List::stream).toList();
    this.server = DashboardServer.start(listening, routes, List.of(), audit.behind(login.door()));
  }

  private static List<Route> routes() {
    return List.of(
        Route.get("/api/look", "Looks.", c -> Json.answer(c, Map.of("who", Person.of(c).name()))),
        Route.change(
            Route.Method.POST,
            "/api/decide",
            "Decides.",
            c -> {
              Audited.what(c, "decided");
              Json.answer(c, Map.of());
            }),
        Route.change(Route.Method.POST, "/api/publish", "Publishes.", c -> Json.answer(c, Map.of()))
            .needs(Role.ADMIN));
  }

  static LoginWorld start(Listening listening, LoginSettings settings, Path folder) {
    return new LoginWorld(listening, settings, folder);
  }

  /** On loopback, with users in a file. */
  static LoginWorld withUsers(Path users, Path folder) {
    return start(Listening.local(0), LoginSettings.users(users), folder);
  }

  int port() {
    return server.port();
  }

  void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  /** Asks with further headers, a line each. */
  Http.Answer ask(String method, String path, String body, String... headers) throws IOException {
    String all =
        String.join("\n", Stream.concat(Stream.of("Host: localhost"), Stream.of(headers)).toList());
    return Http.ask(port(), method, path, all, body);
  }

  Http.Answer get(String path, String... headers) throws IOException {
    return ask("GET", path, "", headers);
  }

  Http.Answer post(String path, String... headers) throws IOException {
    return ask("POST", path, "{}", headers);
  }

  /** Tries to log in. */
  Http.Answer login(String name, String password, String... headers) throws IOException {
    String body = new String(Json.bytes(Map.of("name", name, "password", password)));
    String[] all =
        Stream.concat(Stream.of("X-Clipstream: 1"), Stream.of(headers)).toArray(String[]::new);
    return ask("POST", "/api/login", body, all);
  }

  /** Logs in; the session's cookie as a header, and the token of changes. */
  LoggedIn loggedIn(String name) throws IOException {
    Http.Answer answer = login(name, PASSWORD);
    return new LoggedIn(
        cookie(answer, "clipstream-session").orElseThrow(), answer.json().get("token").asText());
  }

  record LoggedIn(String cookie, String token) {
    String change() {
      return "X-Clipstream: " + token;
    }
  }

  /** The header by which a cookie goes back that an answer set. */
  static Optional<String> cookie(Http.Answer answer, String name) {
    Matcher found =
        Pattern.compile("(?i)set-cookie: ((?:__Host-)?" + name + "=[^;\r]+)")
            .matcher(answer.head());
    return found.find() ? Optional.of("Cookie: " + found.group(1)) : Optional.empty();
  }

  /** Where an answer sends the browser. */
  static String location(Http.Answer answer) {
    Matcher found = Pattern.compile("(?i)\nlocation: ([^\r]+)").matcher(answer.head());
    if (!found.find()) {
      throw new AssertionError("no redirect: " + answer.head() + answer.text());
    }
    return found.group(1);
  }

  @Override
  public void close() {
    server.close();
  }
}
