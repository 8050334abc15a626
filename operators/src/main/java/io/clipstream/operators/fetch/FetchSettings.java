package io.clipstream.operators.fetch;

import io.clipstream.control.places.AllowedPlaces;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.SettingException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What may be fetched, and how. Made from {@link FetchOptions}, where each is described.
 *
 * @param schemes of the network: {@code http}, {@code https}
 * @param hosts rules as {@link FetchOptions#ALLOWED_HOSTS} has them
 * @param prefixes directories as {@link FetchOptions#ALLOWED_PREFIXES} has them
 * @param networks blocks of addresses that are allowed although they are not public
 * @param timeout for all of one picture: every redirect and every try
 * @param attempts at least 1
 * @param parallel how many pictures a subtask fetches at once
 * @param breaker when a host is paused
 */
public record FetchSettings(
    boolean enabled,
    Set<String> schemes,
    List<String> hosts,
    List<String> prefixes,
    List<String> networks,
    MemorySize maxSize,
    Duration connectTimeout,
    Duration timeout,
    int maxRedirects,
    int attempts,
    Duration backoff,
    int parallel,
    Breaker breaker)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Records that may wait for their hosts beside those that are fetched; they hold no pictures. */
  private static final int WAITING = 1000;

  /**
   * When a host is paused, and what becomes of its pictures then.
   *
   * @param share of the last requests, above 0, at most 1
   * @param window how many requests to a host are looked back on
   * @param minimum with fewer requests than this a host is not judged
   * @param pause the first one; each that follows is twice as long, up to 32 times the first
   * @param patience how long a picture waits for its host, with {@link OnHostFailure#WAIT}
   */
  public record Breaker(
      double share, int window, int minimum, Duration pause, OnHostFailure then, Duration patience)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Breaker {
      check(share > 0 && share <= 1, "host-failures.share", share, "above 0, at most 1");
      check(window >= 1, "host-failures.window", window, "at least 1");
      check(
          minimum >= 1 && minimum <= window,
          "host-failures.minimum",
          minimum,
          "1 to host-failures.window, " + window);
      check(isPositive(pause), "host-failures.pause", pause, "more than nothing");
      check(isPositive(patience), "host-failures.wait", patience, "more than nothing");
    }
  }

  public FetchSettings {
    schemes = Set.copyOf(schemes);
    hosts = List.copyOf(hosts);
    prefixes = List.copyOf(prefixes);
    networks = List.copyOf(networks);
    check(
        Set.of("http", "https").containsAll(schemes),
        "allowed-schemes",
        schemes,
        "http and https; name other file systems by fetch.allowed-prefixes");
    hosts.forEach(HostRule::parse);
    places(prefixes);
    networks.forEach(Network::parse);
    long bytes = maxSize.getBytes();
    check(bytes >= 1 && bytes <= Integer.MAX_VALUE - 8, "max-size", maxSize, "1 byte to 2 GiB");
    check(isPositive(connectTimeout), "connect-timeout", connectTimeout, "more than nothing");
    check(isPositive(timeout), "timeout", timeout, "more than nothing");
    check(maxRedirects >= 0, "max-redirects", maxRedirects, "at least 0");
    check(attempts >= 1, "attempts", attempts, "at least 1");
    check(!backoff.isNegative(), "backoff", backoff, "at least nothing");
    check(parallel >= 1, "parallel", parallel, "at least 1");
    check(
        !enabled || !(hosts.isEmpty() && prefixes.isEmpty()),
        "enabled",
        enabled,
        "with it fetch.allowed-hosts or fetch.allowed-prefixes");
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void check(boolean fine, String option, Object received, String expected) {
    if (!fine) {
      throw new SettingException("fetch." + option + " is " + received + ", expected " + expected);
    }
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException if one cannot be used
   */
  public static FetchSettings from(ReadableConfig config) {
    return new FetchSettings(
        config.get(FetchOptions.ENABLED),
        Set.copyOf(config.get(FetchOptions.ALLOWED_SCHEMES)),
        config.get(FetchOptions.ALLOWED_HOSTS),
        config.get(FetchOptions.ALLOWED_PREFIXES),
        config.get(FetchOptions.ALLOWED_NETWORKS),
        config.get(FetchOptions.MAX_SIZE),
        config.get(FetchOptions.CONNECT_TIMEOUT),
        config.get(FetchOptions.TIMEOUT),
        config.get(FetchOptions.MAX_REDIRECTS),
        config.get(FetchOptions.ATTEMPTS),
        config.get(FetchOptions.BACKOFF),
        config.get(FetchOptions.PARALLEL),
        new Breaker(
            config.get(FetchOptions.HOST_FAILURES_SHARE),
            config.get(FetchOptions.HOST_FAILURES_WINDOW),
            config.get(FetchOptions.HOST_FAILURES_MINIMUM),
            config.get(FetchOptions.HOST_FAILURES_PAUSE),
            config.get(FetchOptions.HOST_FAILURES_THEN),
            config.get(FetchOptions.HOST_FAILURES_WAIT)));
  }

  /** How many pictures a subtask holds, the ones that wait for their host included. */
  int capacity() {
    return breaker.then() == OnHostFailure.WAIT ? parallel + WAITING : parallel;
  }

  /** Where pictures may lie in file systems. */
  AllowedPlaces places() {
    return places(prefixes);
  }

  private static AllowedPlaces places(List<String> prefixes) {
    return new AllowedPlaces(prefixes.stream().map(FetchSettings::place).toList());
  }

  private static StoragePlace place(String prefix) {
    try {
      return StoragePlace.of(new URI(prefix));
    } catch (URISyntaxException | ClipstreamException e) {
      throw new SettingException(
          "fetch.allowed-prefixes: '"
              + prefix
              + "' is no directory of a file system; expected one like file:/data/images or "
              + "s3://bucket/images",
          e);
    }
  }

  int maxBytes() {
    return (int) maxSize.getBytes();
  }
}
