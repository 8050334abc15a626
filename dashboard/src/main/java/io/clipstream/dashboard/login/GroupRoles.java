package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which role those of a group have. */
record GroupRoles(Map<String, Role> roles) {
  static final String EVERYBODY = "*";
  private static final int LONGEST_NAME = 100;

  /** The largest role that the groups give; nobody, where none gives any or the name is odd. */
  Optional<Person> person(String name, Collection<String> groups) {
    if (name.isBlank() || name.length() > LONGEST_NAME || hasControls(name)) {
      return Optional.empty();
    }
    return Stream.concat(groups.stream(), Stream.of(EVERYBODY))
        .filter(roles::containsKey)
        .map(roles::get)
        .max(Comparator.naturalOrder())
        .map(role -> new Person(name, role));
  }

  private static boolean hasControls(String name) {
    return name.codePoints()
        .anyMatch(
            each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT);
  }
}
