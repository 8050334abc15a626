package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.distribution.CountedJob.Guarantee;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * All kinds of failures again and again, in an order and of a length that a seed decides, spread
 * evenly over a stream of many pictures. docs/reliability.md has the command and its settings.
 */
@Tag("soak")
@Timeout(value = 6, unit = TimeUnit.HOURS)
class FailuresSoakIT {
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final int LONGEST_CUT_SECONDS = 45;

  /** For each picture of the job that repeats some, so many of the other. */
  private static final int SHARE = 10;

  private final int images = Integer.getInteger("clipstream.soak.images", 100_000);
  private final int minutes = Integer.getInteger("clipstream.soak.minutes", 60);
  private final int failures = Integer.getInteger("clipstream.soak.failures", 30);
  private final List<Failure> kinds =
      Stream.of(System.getProperty("clipstream.soak.kinds", "").split(",", -1))
          .flatMap(FailuresSoakIT::kinds)
          .toList();
  private final long seed =
      Long.getLong("clipstream.soak.seed", ThreadLocalRandom.current().nextInt(1_000_000));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void failuresAgainAndAgainLoseAndDoubleNothing() throws IOException {
    say("seed %d: %d images in %d minutes, %d failures", seed, images, minutes, failures);
    Duration period = Duration.ofMinutes(minutes).dividedBy(images);
    Path models = directory.resolve("models");
    FailurePictures pictures = FailurePictures.prepare(directory, models);
    try (FailureStage stage = FailureStage.start(directory, HEARTBEAT_TIMEOUT, LIMIT)) {
      CountedJob exact = stage.job(Guarantee.EXACTLY_ONCE, pictures, period);
      CountedJob other = stage.job(Guarantee.AT_LEAST_ONCE, pictures, period.multipliedBy(SHARE));
      try (FailureRun run = FailureRun.start(stage, models, List.of(exact, other))) {
        try {
          suffer(run, stage, exact);
          run.finish();
          assertThat(exact.sent()).isGreaterThanOrEqualTo(images);
        } finally {
          say("seed %d%n%s", seed, run.table());
        }
      }
    }
  }

  /** One by its name, or all without a name. */
  private static Stream<Failure> kinds(String name) {
    return name.isEmpty() ? Arrays.stream(Failure.values()) : Stream.of(Failure.valueOf(name));
  }

  private void suffer(FailureRun run, FailureStage stage, CountedJob counted) {
    Random random = new Random(seed);
    List<Failure> order = order(random);
    for (int i = 0; i < order.size(); i++) {
      awaitSent(stage, counted, (int) ((long) images * (i + 1) / (order.size() + 1)));
      Failure failure = order.get(i);
      int which = random.nextInt(2);
      Duration length = Duration.ofSeconds(5 + random.nextInt(LONGEST_CUT_SECONDS - 4));
      say("%d of %d, after %d images: %s", i + 1, failures, counted.sent(), failure);
      run.suffer(failure, which, length);
    }
    awaitSent(stage, counted, images);
  }

  private void awaitSent(FailureStage stage, CountedJob counted, int images) {
    stage.await(
        images + " images sent",
        Duration.ofMinutes(minutes).plus(LIMIT),
        () -> counted.sent() >= images);
  }

  /** As many of each kind, as far as that goes. */
  private List<Failure> order(Random random) {
    List<Failure> order = new ArrayList<>();
    while (order.size() < failures) {
      List<Failure> kinds = new ArrayList<>(this.kinds);
      Collections.shuffle(kinds, random);
      order.addAll(kinds.subList(0, Math.min(kinds.size(), failures - order.size())));
    }
    return order;
  }

  private static void say(String format, Object... values) {
    System.out.println(format.formatted(values));
  }
}
