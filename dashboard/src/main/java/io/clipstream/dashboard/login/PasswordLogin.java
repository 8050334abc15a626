package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.Person;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Users of a file, with their passwords. */
final class PasswordLogin {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int A_USER = 10;
  private static final int AN_ADDRESS = 30;

  /** What came of it. */
  sealed interface Outcome {
    /** Hands it on to whoever answers. */
    <R> R answer(Answering<R> by);

    /** Let in; the person is asked for anew at every request. */
    record Ok(Supplier<Optional<Person>> who) implements Outcome {
      @Override
      public <R> R answer(Answering<R> by) {
        return by.ok(who);
      }
    }

    /** Wrong name or password; which, is not said. */
    record Wrong() implements Outcome {
      @Override
      public <R> R answer(Answering<R> by) {
        return by.wrong();
      }
    }

    /** Too many attempts. */
    record Later(Duration pause) implements Outcome {
      @Override
      public <R> R answer(Answering<R> by) {
        return by.later(pause);
      }
    }
  }

  /** An answer to each outcome. */
  interface Answering<R> {
    R ok(Supplier<Optional<Person>> who);

    R wrong();

    R later(Duration pause);
  }

  private final LiveCredentials users;
  private final String decoy;
  private final Attempts byUser;
  private final Attempts byAddress;

  PasswordLogin(LiveCredentials users, LongSupplier clock) {
    this.users = users;
    this.decoy = Passwords.hash(Tokens.forProgram());
    this.byUser = new Attempts(A_USER, WINDOW, clock);
    this.byAddress = new Attempts(AN_ADDRESS, WINDOW, clock);
  }

  Outcome check(String name, String password, String address) {
    String network = Attempts.network(address);
    String user = Tokens.hash(name); // a key of one size, whatever was typed
    Optional<Duration> wait = byAddress.take(network).or(() -> byUser.take(user));
    if (wait.isPresent()) {
      return new Outcome.Later(wait.get());
    }
    Optional<Credential> known = users.find(name);
    String hash = known.map(Credential::hash).orElseGet(this::likeOthers);
    Optional<Boolean> right = Passwords.check(password, hash);
    if (right.isEmpty()) {
      return new Outcome.Later(Duration.ofSeconds(5));
    }
    if (known.isEmpty() || !right.get()) {
      return new Outcome.Wrong();
    }
    byAddress.giveBack(network);
    byUser.giveBack(user);
    return new Outcome.Ok(() -> stillThere(known.get()));
  }

  /** For names that are not there: as much work as for those that are. */
  private String likeOthers() {
    List<Credential> all = users.all();
    return all.isEmpty() ? decoy : all.get(0).hash();
  }

  boolean isUser(String name) {
    return users.find(name).isPresent();
  }

  /** Who was removed or has another password is out; who has another role has it at once. */
  private Optional<Person> stillThere(Credential atLogin) {
    return users
        .find(atLogin.name())
        .filter(now -> now.hash().equals(atLogin.hash()))
        .map(now -> new Person(now.name(), now.role()));
  }
}
