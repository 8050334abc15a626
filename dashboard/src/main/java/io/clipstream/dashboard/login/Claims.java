package io.clipstream.dashboard.login;

import java.util.List;
import java.util.Map;

/** What a token says of a person. */
final class Claims {
  private Claims() {}

  /**
   * The texts of a claim, none if it is not there.
   *
   * @param name as it stands in the token, or with dots where it lies deeper
   */
  static List<String> texts(Map<String, Object> claims, String name) {
    if (claims.containsKey(name)) {
      return texts(claims.get(name));
    }
    int dot = name.indexOf('.');
    if (dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> deeper) {
      Object inner = deeper.get(name.substring(dot + 1));
      return texts(inner);
    }
    return List.of();
  }

  private static List<String> texts(Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    return value instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
