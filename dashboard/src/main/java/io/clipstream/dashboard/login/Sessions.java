package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Person;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Who is logged in, in memory: a restart logs everybody out. Ids are kept as their hashes. */
final class Sessions {
  private static final int MOST = 10_000;

  private final LongSupplier clock;
  private final Map<String, Session> open = new BoundedMap<>(MOST);

  /**
   * @param clock milliseconds
   */
  Sessions(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Opens one.
   *
   * @param who asked at every request: nothing, once he must not any more
   * @param idToken by which an issuer knows the session again, if one let him in
   * @return its id, which is nowhere else
   */
  synchronized String open(Supplier<Optional<Person>> who, Optional<String> idToken) {
    String id = Tokens.forSession();
    open.put(Tokens.hash(id), new Session(who, idToken, clock.getAsLong()));
    return id;
  }

  /** The session of an id, if it lasts still; it is used by that. */
  synchronized Optional<Session> use(String id) {
    String key = Tokens.hash(id);
    Session session = open.get(key);
    if (session == null) {
      return Optional.empty();
    }
    if (person(session).isEmpty()) {
      session.end();
      open.remove(key);
      return Optional.empty();
    }
    session.use(clock.getAsLong());
    return Optional.of(session);
  }

  /** Whose a session is; nobody's, once it is over. */
  Optional<Person> person(Session session) {
    return session.person(clock.getAsLong());
  }

  synchronized void end(String id) {
    Session session = open.remove(Tokens.hash(id));
    if (session != null) {
      session.end();
    }
  }
}
