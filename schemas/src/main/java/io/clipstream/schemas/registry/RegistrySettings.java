package io.clipstream.schemas.registry;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Where a schema registry is and how to talk to it.
 *
 * @param url base of the registry's HTTP interface, http or https, without user or query
 * @param authorization the Authorization header of every request; empty for none
 * @param timeout time for one whole request, from connecting to the last byte
 * @param forgetMissingAfter time for which an id that the registry does not know is not asked again
 * @param register whether a schema that is written for the first time is registered; if not, it
 *     must be there already
 */
public record RegistrySettings(
    URI url, String authorization, Duration timeout, Duration forgetMissingAfter, boolean register)
    implements Serializable {

  public RegistrySettings {
    requireNonNull(url, "url is null");
    requireNonNull(authorization, "authorization is null");
    requireNonNull(timeout, "timeout is null");
    requireNonNull(forgetMissingAfter, "forgetMissingAfter is null");
    if (!isUsable(url)) {
      throw new IllegalArgumentException(
          "schema registry: the URL is "
              + withoutUser(url)
              + ", expected http://HOST:PORT or https://HOST:PORT with an optional path;"
              + " give user and password by their own options");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "schema registry: the timeout is " + timeout + ", expected more than 0");
    }
    if (authorization.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "schema registry: the authorization holds characters that no HTTP header may hold");
    }
  }

  /**
   * A registry that asks for no credentials; 10 s a request, missing ids asked again after 60 s.
   */
  public static RegistrySettings of(URI url) {
    return new RegistrySettings(url, "", Duration.ofSeconds(10), Duration.ofSeconds(60), true);
  }

  /** The same with HTTP's basic authentication (RFC 7617). */
  public RegistrySettings withBasicAuth(String user, String password) {
    String pair = user + ":" + password;
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return withAuthorization("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /** The same with this Authorization header, for example {@code Bearer TOKEN}. */
  public RegistrySettings withAuthorization(String header) {
    return new RegistrySettings(url, header, timeout, forgetMissingAfter, register);
  }

  /** The same with this time for one request. */
  public RegistrySettings withTimeout(Duration time) {
    return new RegistrySettings(url, authorization, time, forgetMissingAfter, register);
  }

  /** The same, but schemas that are written must be in the registry already. */
  public RegistrySettings withoutRegistering() {
    return new RegistrySettings(url, authorization, timeout, forgetMissingAfter, false);
  }

  /** Everything but the credentials. */
  @Override
  public String toString() {
    return "RegistrySettings[url=%s, authorization=%s, timeout=%s, register=%s]"
        .formatted(url, authorization.isEmpty() ? "none" : "(hidden)", timeout, register);
  }

  private static boolean isUsable(URI url) {
    return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null
        && url.getUserInfo() == null
        && url.getQuery() == null
        && url.getFragment() == null;
  }

  private static String withoutUser(URI url) {
    return url.toString().replaceFirst("//.*@", "//(hidden)@");
  }
}
