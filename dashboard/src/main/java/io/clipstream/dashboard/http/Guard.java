package io.clipstream.dashboard.http;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What every request is held against before anything else, and the headers of every answer. The
 * Host header has to be a name of this server: else a stranger's page whose name was made to point
 * here could read along (DNS rebinding). A change needs a header that no other site's page can send
 * without being asked first (CSRF).
 */
public final class Guard {
  /**
   * Must be there where a request changes something: with the session's token where somebody logged
   * in by cookie, else with any value.
   */
  public static final String HEADER = "X-Clipstream";

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int MISDIRECTED = 421;

  private final Set<String> hosts;
  private final Proxies proxies;
  private final String policy;

  /**
   * @param hosts names and addresses without port, in small letters
   * @param proxies who alone may ask, if there are any
   * @param scriptHashes of what stands in the page itself, as CSP writes them
   */
  Guard(Set<String> hosts, Proxies proxies, Set<String> scriptHashes) {
    this.hosts = Set.copyOf(hosts);
    this.proxies = proxies;
    String scripts = scriptHashes.isEmpty() ? "" : " " + String.join(" ", scriptHashes);
    this.policy =
        "default-src 'self'; script-src 'self'"
            + scripts
            + "; style-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script';"
            + " trusted-types lit-html";
  }

  /** Sets the headers and refuses what must not go on. */
  void check(Context context) {
    headers(context);
    proxies.check(context);
    String host = context.header("Host");
    if (host == null || !hosts.contains(withoutPort(host))) {
      throw new HttpResponseException(
          MISDIRECTED,
          "this server is not called by the name of the request; open it as the command line"
              + " printed it, or start it with that --host-name",
          Map.of());
    }
    if (changes(context) && context.header(HEADER) == null) {
      throw new ForbiddenResponse("a change needs the header " + HEADER);
    }
  }

  /** Whether a request changes something. */
  public static boolean changes(Context context) {
    return !READING.contains(context.method().name());
  }

  private void headers(Context context) {
    context.header("Content-Security-Policy", policy);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("X-Frame-Options", "DENY");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    context.header("Cache-Control", "no-store");
  }

  private static String withoutPort(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    int colon = lower.lastIndexOf(':');
    return colon > lower.lastIndexOf(']') ? lower.substring(0, colon) : lower;
  }
}
