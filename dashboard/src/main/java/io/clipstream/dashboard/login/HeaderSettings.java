package io.clipstream.dashboard.login;

import static java.util.Objects.requireNonNull;

/**
 * Headers by which a proxy says whom it let in.
 *
 * @param name of the person
 * @param groups with commas between
 */
public record HeaderSettings(String name, String groups) {
  public HeaderSettings {
    requireNonNull(name, "name is null");
    requireNonNull(groups, "groups is null");
  }
}
