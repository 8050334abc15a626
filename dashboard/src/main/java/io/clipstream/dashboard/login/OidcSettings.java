package io.clipstream.dashboard.login;

import static java.util.Objects.requireNonNull;

import io.clipstream.schemas.SettingException;
import java.net.URI;

/**
 * An issuer of OpenID Connect, and what this server is to it.
 *
 * @param issuer its address, by https or on loopback
 * @param clientId as it was registered there
 * @param secret of the client, empty for one without
 * @param nameClaim of the id token: who it is
 * @param groupsClaim of the id token: a text or a list, with dots where it lies deeper
 */
public record OidcSettings(
    URI issuer, String clientId, String secret, String nameClaim, String groupsClaim) {
  public OidcSettings {
    requireNonNull(secret, "secret is null");
    requireNonNull(nameClaim, "nameClaim is null");
    requireNonNull(groupsClaim, "groupsClaim is null");
    if (!isGuarded(issuer) || issuer.getQuery() != null || issuer.getFragment() != null) {
      throw new SettingException(
          "--oidc-issuer is '" + issuer + "', expected an https address without ? and #");
    }
    if (clientId.isBlank()) {
      throw new SettingException("--oidc-client is empty, expected the id of the issuer's client");
    }
  }

  /** Whether nobody can listen between here and an address. */
  static boolean isGuarded(URI address) {
    if (address == null || address.getHost() == null) {
      return false;
    }
    boolean isHere =
        address.getHost().equals("localhost")
            || address.getHost().equals("127.0.0.1")
            || address.getHost().equals("[::1]");
    return "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && isHere);
  }

  @Override
  public String toString() {
    return "OidcSettings[" + issuer + ", " + clientId + "]";
  }
}
