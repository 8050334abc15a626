package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.model.testing.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code flink run} with a Flink in whose {@code lib/} nobody has put anything of ours. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EntryWithoutLibrariesIT {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(classes = {TaggingJob.class, TrainingJob.class})
  void theJobSaysWhatIsMissingAndWhatToDo(Class<?> job) {
    ClusterConfiguration.write(directory, FreePorts.next(), Map.of());
    try (JavaProcess client =
        JavaProcess.start(
            job.getSimpleName(),
            directory,
            ClassPaths.ofBuild().ofFlinkAlone(),
            List.of("--add-opens=java.base/java.util=ALL-UNNAMED"),
            "org.apache.flink.client.cli.CliFrontend",
            List.of("run", "-d", "-c", job.getName(), ClassPaths.JOB_JAR.toString()))) {
      assertThat(client.await(Duration.ofMinutes(2))).as(client.tail()).isNotZero();
      assertThat(client.output())
          .contains("class path: ai.djl.engine.Engine is missing, expected it in Flink's lib/; put")
          .doesNotContain("NoClassDefFoundError");
    }
  }
}
