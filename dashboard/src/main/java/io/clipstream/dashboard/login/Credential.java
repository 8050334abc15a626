package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Role;
import io.clipstream.schemas.SettingException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Somebody who may log in.
 *
 * @param hash of the password or of the token
 */
public record Credential(String name, Role role, String hash) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

  /**
   * A name that may stand in the file.
   *
   * @throws SettingException if it may not
   */
  public static String checkedName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SettingException(
          "the name '" + name + "' is not 1 to 64 of letters, digits and . _ @ + -");
    }
    return name;
  }

  /**
   * A role by its name.
   *
   * @throws SettingException if there is none
   */
  public static Role role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "viewer" -> Role.VIEWER;
      case "reviewer" -> Role.REVIEWER;
      case "admin" -> Role.ADMIN;
      default ->
          throw new SettingException(
              "the role is '" + name + "', expected viewer, reviewer or admin");
    };
  }

  String line() {
    return name + ":" + role.name().toLowerCase(Locale.ROOT) + ":" + hash;
  }
}
