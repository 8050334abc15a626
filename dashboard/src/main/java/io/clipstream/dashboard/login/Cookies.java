package io.clipstream.dashboard.login;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.util.Optional;

/**
 * The two cookies. That of a session is sent where our own page asks, and nowhere else. That of a
 * login by an issuer has to come along when the issuer's page sends the browser back here, so it is
 * laxer; it is good for that one login only.
 *
 * @param isSecure whether browsers may send them by TLS alone
 */
record Cookies(boolean isSecure) {
  private static final String SESSION = "clipstream-session";
  private static final String LOGIN = "clipstream-login";

  Optional<String> session(Context context) {
    return Optional.ofNullable(context.cookie(name(SESSION)));
  }

  void setSession(Context context, String id) {
    set(context, SESSION, id, (int) Session.LONGEST.toSeconds(), SameSite.STRICT);
  }

  void dropSession(Context context) {
    set(context, SESSION, "", 0, SameSite.STRICT);
  }

  Optional<String> login(Context context) {
    return Optional.ofNullable(context.cookie(name(LOGIN)));
  }

  void setLogin(Context context, String id, Duration lasts) {
    set(context, LOGIN, id, (int) lasts.toSeconds(), SameSite.LAX);
  }

  void dropLogin(Context context) {
    set(context, LOGIN, "", 0, SameSite.LAX);
  }

  /** A name by which browsers take a cookie from this very host alone. */
  private String name(String plain) {
    return isSecure ? "__Host-" + plain : plain;
  }

  private void set(Context context, String name, String value, int seconds, SameSite site) {
    context.cookie(new Cookie(name(name), value, "/", seconds, isSecure, true, null, site));
  }
}
