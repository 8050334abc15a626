package io.clipstream.dashboard.http;

/** What a person may do; each may do what those before it may. */
public enum Role {
  /** Has not logged in. */
  NOBODY,
  /** Looks on. */
  VIEWER,
  /** Decides about pictures. */
  REVIEWER,
  /** Publishes label sets, promotes checkpoints, replays what was refused. */
  ADMIN;

  /** Whether this role may do what another is needed for. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }
}
