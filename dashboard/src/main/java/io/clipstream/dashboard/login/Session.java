package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Person;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Somebody who logged in, until he logs out, goes away for long, or must not any more. */
final class Session {
  /** Without a request for so long it ends. */
  static final Duration IDLE = Duration.ofHours(1);

  /** So long after the login it ends in any case. */
  static final Duration LONGEST = Duration.ofHours(12);

  private final Supplier<Optional<Person>> who;
  private final Optional<String> idToken;
  private final long opened;
  private final String token = Tokens.forSession();
  private volatile long used;
  private volatile boolean ended;

  /**
   * @param idToken by which an issuer knows it again, if one let him in
   */
  Session(Supplier<Optional<Person>> who, Optional<String> idToken, long now) {
    this.who = who;
    this.idToken = idToken;
    this.opened = now;
    this.used = now;
  }

  /** What every change has to bring along, so that no other site's page can ask for one. */
  String token() {
    return token;
  }

  /** By which an issuer knows it again, if one let him in. */
  Optional<String> idToken() {
    return idToken;
  }

  /** Whose it is, as long as it lasts. */
  Optional<Person> person(long now) {
    boolean isOver = ended || now - used >= IDLE.toMillis() || now - opened >= LONGEST.toMillis();
    return isOver ? Optional.empty() : who.get();
  }

  void use(long now) {
    used = now;
  }

  void end() {
    ended = true;
  }
}
