package io.clipstream.dashboard.login;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import com.password4j.Password;
import com.password4j.types.Argon2;
import io.clipstream.schemas.SettingException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes of passwords. Each takes 19 MiB and tens of milliseconds, so that guessing is dear; two
 * are made at one time, so that guessers cannot take this machine's memory.
 */
public final class Passwords {
  /** Characters of a password at least. */
  public static final int SHORTEST = 10;

  /** Characters at most. */
  public static final int LONGEST = 256;

  private static final Argon2Function ARGON =
      Argon2Function.getInstance(19 << 10, 2, 1, 32, Argon2.ID);
  private static final Semaphore AT_ONCE = new Semaphore(2, true);
  private static final long PATIENCE_SECONDS = 10;

  private Passwords() {}

  /**
   * Hash of a new password.
   *
   * @throws SettingException if it is too short or too long
   */
  public static String hash(String password) {
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw new SettingException(
          "the password has "
              + password.length()
              + " characters, expected "
              + SHORTEST
              + " to "
              + LONGEST);
    }
    return Password.hash(password).addRandomSalt(16).with(ARGON).getResult();
  }

  /** Whether a text is a hash that {@link #check} can hold a password against. */
  static boolean isHash(String text) {
    try {
      function(text);
      return true;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private static HashingFunction function(String hash) {
    if (hash.startsWith("$argon2id$")) {
      return Argon2Function.getInstanceFromHash(hash);
    }
    if (hash.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
      return BcryptFunction.getInstanceFromHash(hash);
    }
    throw new IllegalArgumentException("neither Argon2id nor bcrypt");
  }

  /**
   * Whether a password is the right one.
   *
   * @return nothing, if too many are being looked at
   */
  static Optional<Boolean> check(String password, String hash) {
    if (password.length() > LONGEST) {
      return Optional.of(false);
    }
    try {
      if (!AT_ONCE.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(Password.check(password, hash).with(function(hash)));
    } finally {
      AT_ONCE.release();
    }
  }
}
