package io.clipstream.operators.generation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/** What did not work and is not mended yet, and when it is tried again. For one thread. */
public final class Failures {
  /**
   * @param subject what failed
   * @param message why, in one line
   * @param attempts how often it was tried
   * @param at when it failed last, for people
   * @param retryAt when it is tried again, by the clock that whoever recorded it goes by
   * @param retryAfter milliseconds from then to the next try
   * @param isOwnFault whether the subject is to blame, and not the device or the process
   */
  public record Failure(
      String subject,
      String message,
      int attempts,
      Instant at,
      long retryAt,
      long retryAfter,
      boolean isOwnFault) {}

  private final Map<String, Failure> failures = new LinkedHashMap<>();
  private final long firstBackoff;
  private final long maxBackoff;
  private long count;

  Failures(Duration firstBackoff, Duration maxBackoff) {
    this.firstBackoff = Math.max(1, firstBackoff.toMillis());
    this.maxBackoff = Math.max(this.firstBackoff, maxBackoff.toMillis());
  }

  /**
   * @param now milliseconds, by a clock that nobody sets: one that is set back would put the next
   *     try off by as much
   */
  Failure record(String subject, Throwable cause, long now) {
    Failure before = failures.remove(subject);
    int attempts = before == null ? 1 : before.attempts() + 1;
    long backoff = before == null ? firstBackoff : Math.min(maxBackoff, 2 * before.retryAfter());
    Throwable root = root(cause);
    boolean isOwnFault = !(root instanceof DeviceFaultException || root instanceof Error);
    Failure failure =
        new Failure(
            subject, message(root), attempts, Instant.now(), now + backoff, backoff, isOwnFault);
    failures.put(subject, failure);
    count++;
    return failure;
  }

  boolean mayTry(String subject, long now) {
    Failure failure = failures.get(subject);
    return failure == null || now >= failure.retryAt();
  }

  boolean has(String subject) {
    return failures.containsKey(subject);
  }

  Optional<Failure> of(String subject) {
    return Optional.ofNullable(failures.get(subject));
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  void mended(String subject) {
    failures.remove(subject);
  }

  /** Forgets what nobody wants any more. */
  void keepOnly(Collection<String> subjects) {
    failures.keySet().retainAll(subjects);
  }

  /** Newest first. */
  public List<Failure> newestFirst() {
    List<Failure> newest = new ArrayList<>();
    failures.values().forEach(failure -> newest.add(0, failure));
    return newest;
  }

  /** Failures ever, those that were mended too. */
  public long count() {
    return count;
  }

  /** When something is to be tried again next, after a moment; what was due then is being tried. */
  OptionalLong nextRetry(long after) {
    return failures.values().stream().mapToLong(Failure::retryAt).filter(at -> at > after).min();
  }

  private static Throwable root(Throwable cause) {
    Throwable inner = cause;
    while (inner instanceof CompletionException && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static String message(Throwable root) {
    String message = root.getMessage();
    String line = message == null ? root.getClass().getSimpleName() : message;
    return line.replaceAll("\\s+", " ").strip();
  }
}
