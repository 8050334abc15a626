package io.clipstream.dashboard.login;

import static java.util.Objects.requireNonNull;

import io.clipstream.dashboard.http.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who is let in, and how. Where none of the three ways is given nobody is asked.
 *
 * @param users file of users with hashes of their passwords; tokens of programs lie beside it
 * @param oidc an issuer whose people are let in
 * @param header what a proxy says of whoever it let in
 * @param groups role that a group of the issuer's or the proxy's has; {@code *} is everybody
 */
public record LoginSettings(
    Optional<Path> users,
    Optional<OidcSettings> oidc,
    Optional<HeaderSettings> header,
    Map<String, Role> groups) {
  public LoginSettings {
    requireNonNull(users, "users is null");
    requireNonNull(oidc, "oidc is null");
    requireNonNull(header, "header is null");
    groups = Map.copyOf(groups);
  }

  /** Nobody is asked. */
  public static LoginSettings none() {
    return new LoginSettings(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  /** Users of a file. */
  public static LoginSettings users(Path file) {
    return new LoginSettings(Optional.of(file), Optional.empty(), Optional.empty(), Map.of());
  }

  /** Whether anybody is asked. */
  public boolean asks() {
    return users.isPresent() || oidc.isPresent() || header.isPresent();
  }
}
