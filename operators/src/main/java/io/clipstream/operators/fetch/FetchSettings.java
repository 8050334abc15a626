package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.FetchChecks.check;
import static io.clipstream.operators.fetch.FetchChecks.isPositive;

import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What may be fetched, and how. Made from {@link FetchOptions}, where each is described.
 *
 * @param allowed where pictures may come from
 * @param limits of one picture
 * @param retry of a picture whose host fails
 * @param breaker when a host is paused
 * @param parallel how many pictures a subtask fetches at once
 */
public record FetchSettings(
    boolean enabled,
    FetchSources allowed,
    Limits limits,
    Retry retry,
    Breaker breaker,
    int parallel)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Records that may wait for their hosts beside those that are fetched; they hold no pictures. */
  private static final int WAITING = 1000;

  /**
   * What one picture may cost.
   *
   * @param timeout for all of it: every redirect and every try
   */
  public record Limits(
      MemorySize maxSize, Duration connectTimeout, Duration timeout, int maxRedirects)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      long bytes = maxSize.getBytes();
      check(bytes >= 1 && bytes <= Integer.MAX_VALUE - 8, "max-size", maxSize, "1 byte to 2 GiB");
      check(isPositive(connectTimeout), "connect-timeout", connectTimeout, "more than nothing");
      check(isPositive(timeout), "timeout", timeout, "more than nothing");
      check(maxRedirects >= 0, "max-redirects", maxRedirects, "at least 0");
    }

    int maxBytes() {
      return (int) maxSize.getBytes();
    }
  }

  /**
   * How a picture whose host fails is tried again.
   *
   * @param maxAttempts at least 1
   * @param backoff before the second; it doubles with each one more
   */
  public record Retry(int maxAttempts, Duration backoff) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Retry {
      check(maxAttempts >= 1, "attempts", maxAttempts, "at least 1");
      check(!backoff.isNegative(), "backoff", backoff, "at least nothing");
    }
  }

  /**
   * When a host is paused, and what becomes of its pictures then.
   *
   * @param share of the last requests, above 0, at most 1
   * @param window how many requests to a host are looked back on
   * @param minRequests with fewer requests than this a host is not judged
   * @param pause the first one; each that follows is twice as long, up to 32 times the first
   * @param maxWait how long a picture waits for its host, with {@link OnHostFailure#WAIT}
   */
  public record Breaker(
      double share,
      int window,
      int minRequests,
      Duration pause,
      OnHostFailure then,
      Duration maxWait)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Breaker {
      check(share > 0 && share <= 1, "host-failures.share", share, "above 0, at most 1");
      check(window >= 1, "host-failures.window", window, "at least 1");
      check(
          minRequests >= 1 && minRequests <= window,
          "host-failures.min-requests",
          minRequests,
          "1 to host-failures.window, " + window);
      check(isPositive(pause), "host-failures.pause", pause, "more than nothing");
      check(isPositive(maxWait), "host-failures.wait", maxWait, "more than nothing");
    }
  }

  public FetchSettings {
    check(parallel >= 1, "parallel", parallel, "at least 1");
    check(
        !enabled || !allowed.isEmpty(),
        "enabled",
        enabled,
        "with it fetch.allowed-hosts or fetch.allowed-prefixes");
  }

  /**
   * Reads the settings.
   *
   * @throws io.clipstream.schemas.SettingException if one cannot be used
   */
  public static FetchSettings from(ReadableConfig config) {
    return new FetchSettings(
        config.get(FetchOptions.ENABLED),
        new FetchSources(
            Set.copyOf(config.get(FetchOptions.ALLOWED_SCHEMES)),
            config.get(FetchOptions.ALLOWED_HOSTS),
            config.get(FetchOptions.ALLOWED_PREFIXES),
            config.get(FetchOptions.ALLOWED_NETWORKS)),
        new Limits(
            config.get(FetchOptions.MAX_SIZE),
            config.get(FetchOptions.CONNECT_TIMEOUT),
            config.get(FetchOptions.TIMEOUT),
            config.get(FetchOptions.MAX_REDIRECTS)),
        new Retry(config.get(FetchOptions.ATTEMPTS), config.get(FetchOptions.BACKOFF)),
        new Breaker(
            config.get(FetchOptions.HOST_FAILURES_SHARE),
            config.get(FetchOptions.HOST_FAILURES_WINDOW),
            config.get(FetchOptions.HOST_FAILURES_MIN_REQUESTS),
            config.get(FetchOptions.HOST_FAILURES_PAUSE),
            config.get(FetchOptions.HOST_FAILURES_THEN),
            config.get(FetchOptions.HOST_FAILURES_WAIT)),
        config.get(FetchOptions.PARALLEL));
  }

  /** How many pictures a subtask holds, the ones that wait for their host included. */
  int capacity() {
    return breaker.then() == OnHostFailure.WAIT ? parallel + WAITING : parallel;
  }
}
