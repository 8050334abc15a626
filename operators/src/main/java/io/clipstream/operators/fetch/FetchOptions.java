package io.clipstream.operators.fetch;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ConfigOptions.OptionBuilder;
import org.apache.flink.configuration.MemorySize;

/** The options of fetching; {@link FetchSettings} is what becomes of them. */
public final class FetchOptions {
  public static final ConfigOption<Boolean> ENABLED =
      option("enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether pictures that events name by URI are fetched. Otherwise they are rejected.");

  public static final ConfigOption<List<String>> ALLOWED_SCHEMES =
      option("allowed-schemes")
          .stringType()
          .asList()
          .defaultValues("https")
          .withDescription(
              "Schemes of the network: https, http. File systems are named by "
                  + "fetch.allowed-prefixes.");

  public static final ConfigOption<List<String>> ALLOWED_HOSTS =
      option("allowed-hosts")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Hosts that pictures may come from: images.example.com, *.example.com (what lies "
                  + "below it), * (any), with :PORT where it is not the scheme's own. Redirects "
                  + "must keep to them too.");

  public static final ConfigOption<List<String>> ALLOWED_PREFIXES =
      option("allowed-prefixes")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Directories of file systems that pictures may come from: file:/data/images, "
                  + "s3://bucket/images. Symbolic links are followed first.");

  public static final ConfigOption<List<String>> ALLOWED_NETWORKS =
      option("allowed-networks")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Blocks of addresses, as 10.1.0.0/16, that may be connected to although they are not "
                  + "public. Loopback belongs here in tests only.");

  public static final ConfigOption<MemorySize> MAX_SIZE =
      option("max-size")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(16))
          .withDescription(
              "Largest picture. A subtask may hold fetch.parallel of this size in memory.");

  public static final ConfigOption<Duration> CONNECT_TIMEOUT =
      option("connect-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(3))
          .withDescription("Time to connect to one address.");

  public static final ConfigOption<Duration> TIMEOUT =
      option("timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(15))
          .withDescription("Time for all of one picture: every redirect and every try.");

  public static final ConfigOption<Integer> MAX_REDIRECTS =
      option("max-redirects")
          .intType()
          .defaultValue(3)
          .withDescription("How many redirects are followed. None leads from https to http.");

  public static final ConfigOption<Integer> ATTEMPTS =
      option("attempts")
          .intType()
          .defaultValue(3)
          .withDescription(
              "How many times a picture is tried when its host fails: status 408, 429 or from 500 "
                  + "on, a broken connection, no address.");

  public static final ConfigOption<Duration> BACKOFF =
      option("backoff")
          .durationType()
          .defaultValue(Duration.ofMillis(200))
          .withDescription(
              "Wait before the second try; it doubles with each one more, less a random part.");

  public static final ConfigOption<Integer> PARALLEL =
      option("parallel")
          .intType()
          .defaultValue(32)
          .withDescription("How many pictures a subtask fetches at once.");

  public static final ConfigOption<Double> HOST_FAILURES_SHARE =
      option("host-failures.share")
          .doubleType()
          .defaultValue(0.5)
          .withDescription(
              "With this share of the last requests to a host failed through its own fault, the "
                  + "host is paused. 1 means that all have to fail.");

  public static final ConfigOption<Integer> HOST_FAILURES_WINDOW =
      option("host-failures.window")
          .intType()
          .defaultValue(100)
          .withDescription("How many requests to a host are looked back on.");

  public static final ConfigOption<Integer> HOST_FAILURES_MIN_REQUESTS =
      option("host-failures.min-requests")
          .intType()
          .defaultValue(20)
          .withDeprecatedKeys("fetch.host-failures.minimum")
          .withDescription("With fewer requests than this a host is not judged.");

  public static final ConfigOption<Duration> HOST_FAILURES_PAUSE =
      option("host-failures.pause")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "How long a host that failed so often is not asked. Then one picture tries it; each "
                  + "failure doubles the pause, up to 32 times.");

  public static final ConfigOption<OnHostFailure> HOST_FAILURES_THEN =
      option("host-failures.then")
          .enumType(OnHostFailure.class)
          .defaultValue(OnHostFailure.REJECT)
          .withDescription(
              "What becomes of pictures on a paused host. reject: dead letters at once, and other "
                  + "hosts' pictures go on. wait: they wait for it; for a job whose hosts are the "
                  + "owner's own, since whoever can name a host that fails can hold up the others "
                  + "when more than 1,000 pictures of a subtask wait.");

  public static final ConfigOption<Duration> HOST_FAILURES_WAIT =
      option("host-failures.wait")
          .durationType()
          .defaultValue(Duration.ofMinutes(5))
          .withDescription(
              "With host-failures.then=wait: how long a picture waits before it is rejected. Keep it"
                  + " below checkpoint.timeout.");

  private FetchOptions() {}

  private static OptionBuilder option(String name) {
    return ConfigOptions.key("fetch." + name);
  }

  /** Every option, in the order in which to show them. */
  public static List<ConfigOption<?>> all() {
    return List.of(
        ENABLED,
        ALLOWED_SCHEMES,
        ALLOWED_HOSTS,
        ALLOWED_PREFIXES,
        ALLOWED_NETWORKS,
        MAX_SIZE,
        CONNECT_TIMEOUT,
        TIMEOUT,
        MAX_REDIRECTS,
        ATTEMPTS,
        BACKOFF,
        PARALLEL,
        HOST_FAILURES_SHARE,
        HOST_FAILURES_WINDOW,
        HOST_FAILURES_MIN_REQUESTS,
        HOST_FAILURES_PAUSE,
        HOST_FAILURES_THEN,
        HOST_FAILURES_WAIT);
  }
}
