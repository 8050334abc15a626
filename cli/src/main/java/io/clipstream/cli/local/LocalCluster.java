package io.clipstream.cli.local;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.client.deployment.executors.LocalExecutor;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster in this JVM that runs one job and ends with it. What it listens on is for this
 * machine alone: Flink asks nobody who they are.
 */
record LocalCluster(MiniCluster cluster, JobClient client) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PATIENCE_SECONDS = 5;
  private static final int END_SECONDS = 20;

  /** What holds unless the settings for Flink say otherwise. */
  static Configuration defaults() {
    Configuration flink = new Configuration();
    flink.set(CoreOptions.DEFAULT_PARALLELISM, 1);
    // There is no operator to watch restarts: after a few the job ends with why.
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5);
    flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    flink.set(RestOptions.ADDRESS, LOOPBACK);
    flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(JobManagerOptions.ADDRESS, LOOPBACK);
    flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(TaskManagerOptions.HOST, LOOPBACK);
    return flink;
  }

  /** What somebody should know of who reaches it, if that is more than this machine. */
  static Optional<String> warning(Configuration flink) {
    String address = flink.get(RestOptions.BIND_ADDRESS);
    return LOOPBACK.equals(address)
        ? Optional.empty()
        : Optional.of(
            "Flink's REST is open on %s: whoever reaches it can run code in this process"
                .formatted(address));
  }

  /** Starts the cluster and the job. */
  static LocalCluster start(StreamGraph job, Configuration flink) throws Exception {
    AtomicReference<MiniCluster> made = new AtomicReference<>();
    LocalExecutor executor =
        LocalExecutor.createWithFactory(
            flink,
            configuration -> {
              made.set(new MiniCluster(configuration));
              return made.get();
            });
    ClassLoader loader = LocalCluster.class.getClassLoader();
    JobClient client = executor.execute(job, flink, loader).get();
    return new LocalCluster(made.get(), client);
  }

  /** Waits until the cluster has put away what the job held; the job itself has ended. */
  void awaitEnd() throws InterruptedException {
    try {
      cluster.closeAsync().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // What it held is taken for given up after a while.
    }
  }

  /** How the job is, unless the cluster is too busy to say or has ended. */
  Optional<AccessExecutionGraph> look() throws InterruptedException {
    try {
      return Optional.of(
          cluster.getExecutionGraph(client.getJobID()).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      return Optional.empty();
    }
  }
}
