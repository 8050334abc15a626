package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Notes;
import io.clipstream.operators.testing.Records;
import io.clipstream.operators.types.RecordTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsCounts;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that waits is no fault of the job's checkpoints. */
@Timeout(120)
class WaitingStartTest {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  @TempDir Path dir;

  @Test
  void noCheckpointFailsAJobThatWaits() throws Exception {
    LogReader logs =
        LogReader.of("waiting-job", Records.published(0, Records.set("default", 1, "cat", "dog")));
    try (MiniCluster cluster = cluster()) {
      cluster.start();
      JobID job = submit(cluster, logs);
      // Many intervals pass in which checkpoints are triggered.
      look(cluster, job, graph -> logs.reads() > 50);
      AccessExecutionGraph waiting = look(cluster, job, graph -> true);
      requireNoneFailed(waiting.getCheckpointStatsSnapshot());
      assertThat(counts(waiting).getNumberOfFailedCheckpoints())
          .as("one may be tried before the job can say that it waits")
          .isLessThanOrEqualTo(1);
      logs.append(Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)));
      AccessExecutionGraph working =
          look(cluster, job, graph -> counts(graph).getNumberOfCompletedCheckpoints() > 0);
      assertThat(working.getState()).isEqualTo(JobStatus.RUNNING);
      requireNoneFailed(working.getCheckpointStatsSnapshot());
      cluster.cancelJob(job).get();
      cluster.requestJobResult(job).get();
    }
  }

  private static void requireNoneFailed(CheckpointStatsSnapshot stats) {
    assertThat(stats.getHistory().getLatestFailedCheckpoint()).isNull();
  }

  private static CheckpointStatsCounts counts(AccessExecutionGraph graph) {
    return graph.getCheckpointStatsSnapshot().getCounts();
  }

  private static MiniCluster cluster() {
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(1)
            .withRandomPorts()
            .build());
  }

  /** Which fails with the first checkpoint that does. */
  private JobID submit(MiniCluster cluster, LogReader logs) throws Exception {
    Configuration flink = new Configuration();
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, INTERVAL);
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG, Duration.ZERO);
    flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 0);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    try (StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(flink)) {
      environment.setParallelism(1);
      TaggerSettings settings =
          new TaggerSettingsBuilder("job", "shop")
              .device("cpu")
              .readInterval(INTERVAL)
              .allowedPrefixes(List.of(dir.toString()))
              .build();
      none(environment, RecordTypes.RAW_RECORD)
          .connect(none(environment, RecordTypes.CONTROL_RECORD).broadcast())
          .transform(
              "tagger",
              RecordTypes.TAG_EVENT,
              new ImageTaggerFactory(settings, logs, new Notes("waiting-job")))
          .sinkTo(new DiscardingSink<>());
      return cluster.submitJob(environment.getStreamGraph()).get().getJobID();
    }
  }

  /** A source that lives and brings nothing. */
  private static <T> DataStream<T> none(
      StreamExecutionEnvironment environment, TypeInformation<T> type) {
    return environment
        .fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE),
            WatermarkStrategy.noWatermarks(),
            "nothing")
        .filter(WaitingStartTest::nothing)
        .map(number -> (T) null, type);
  }

  private static boolean nothing(Long number) {
    LockSupport.parkNanos(1_000_000); // or it would take a core
    return false;
  }

  private static AccessExecutionGraph look(
      MiniCluster cluster, JobID job, Predicate<AccessExecutionGraph> until) throws Exception {
    AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
    while (!until.test(graph)) {
      assertThat(graph.getState().isTerminalState()).as("%s", graph.getFailureInfo()).isFalse();
      Thread.sleep(5);
      graph = cluster.getExecutionGraph(job).get();
    }
    return graph;
  }
}
