package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Door;
import io.clipstream.dashboard.http.Guard;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Proxies;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.UnauthorizedResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out who asks: by token, by the cookie of a session, or by what a trusted proxy says. */
final class Gate implements Door {
  private static final String BEARER = "bearer " + Tokens.MARK;
  private static final String SESSION = "clipstream.session";

  private final LoginSettings settings;
  private final Optional<LiveCredentials> tokens;
  private final Sessions sessions;
  private final Cookies cookies;

  /**
   * @param tokens of programs, by their hashes
   */
  Gate(
      LoginSettings settings,
      Optional<LiveCredentials> tokens,
      Sessions sessions,
      Cookies cookies) {
    this.settings = settings;
    this.tokens = tokens;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  @Override
  public void before(Context context) {
    if (!settings.asks()) {
      local(context);
      return;
    }
    String authorization = context.header("Authorization");
    if (isOurs(authorization)) {
      program(authorization).note(context);
    } else if (!bySession(context)) {
      byHeader(context).orElse(Person.NOBODY).note(context);
    }
  }

  /** Nobody is asked, so nobody but those at this machine may come. */
  private static void local(Context context) {
    if (Proxies.isForwarded(context)) {
      throw new ForbiddenResponse(
          "this came through a proxy, and nobody is asked to log in; start the dashboard with"
              + " --behind-proxy and a login");
    }
    Person.LOCAL.note(context);
  }

  /** Proxies hand on what people gave them, which says nothing here. */
  private static boolean isOurs(String authorization) {
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
  }

  private Person program(String authorization) {
    String token = authorization.substring(authorization.indexOf(' ') + 1);
    String hash = Tokens.hash(token.strip());
    return tokens
        .flatMap(all -> all.find(hash))
        .map(found -> new Person("token/" + found.name(), found.role()))
        .orElseThrow(() -> new UnauthorizedResponse("this token is not known here"));
  }

  private boolean bySession(Context context) {
    Optional<Session> session = cookies.session(context).flatMap(sessions::use);
    session.ifPresent(
        open -> {
          checkToken(context, open);
          Person person = sessions.person(open).orElse(Person.NOBODY);
          person.note(context, () -> sessions.person(open).isPresent());
          context.attribute(SESSION, open);
        });
    return session.isPresent();
  }

  /** Browsers send a cookie whoever asks them to; the token only our page knows. */
  private static void checkToken(Context context, Session session) {
    String given = context.header(Guard.HEADER);
    if (Guard.changes(context) && (given == null || !Tokens.same(given, session.token()))) {
      throw new ForbiddenResponse(
          "a change needs the token of /api/me in the header "
              + Guard.HEADER
              + "; load the page again");
    }
  }

  /** The guard has let none but the listed proxies in. */
  private Optional<Person> byHeader(Context context) {
    return settings
        .header()
        .flatMap(
            header -> {
              List<String> names = values(context, header.name());
              List<String> groups =
                  values(context, header.groups()).stream()
                      .flatMap(each -> Stream.of(each.split(",")))
                      .map(String::strip)
                      .toList();
              return names.size() == 1
                  ? new GroupRoles(settings.groups()).person(names.get(0).strip(), groups)
                  : Optional.empty();
            });
  }

  private static List<String> values(Context context, String header) {
    return Collections.list(context.req().getHeaders(header));
  }

  /** The session by which somebody asks, if it is one. */
  static Optional<Session> session(Context context) {
    return Optional.ofNullable(context.attribute(SESSION));
  }
}
