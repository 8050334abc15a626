package io.clipstream.distribution;

import io.clipstream.distribution.CountedJob.Guarantee;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of failure once, under one job that promises each picture one outcome and one that
 * promises at least one, both at parallelism 4 over two TaskManagers. Processes of Flink that are
 * killed are left to {@link HighAvailabilityIT} and to the soak, to be done in time.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FailuresIT {
  private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration PERIOD = Duration.ofMillis(40);
  private static final Duration CUT = Duration.ofSeconds(5);

  private static final Set<Failure> KINDS =
      EnumSet.complementOf(EnumSet.of(Failure.TASK_MANAGER_KILLED, Failure.JOB_MANAGER_KILLED));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void processesAndNetworksThatFailLoseAndDoubleNothing() throws IOException {
    Path models = directory.resolve("models");
    FailurePictures pictures = FailurePictures.prepare(directory, models);
    try (FailureStage stage = FailureStage.start(directory, HEARTBEAT_TIMEOUT, LIMIT);
        FailureRun run =
            FailureRun.start(
                stage,
                models,
                List.of(
                    stage.job(Guarantee.EXACTLY_ONCE, pictures, PERIOD),
                    stage.job(Guarantee.AT_LEAST_ONCE, pictures, PERIOD)))) {
      try {
        for (Failure failure : KINDS) {
          run.suffer(failure, failure.ordinal() % 2, CUT);
        }
        run.finish();
      } finally {
        System.out.println(run.table());
      }
    }
  }
}
