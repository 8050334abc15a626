package io.clipstream.jobs;

import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.operators.cluster.ModelClassPath;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Gathers captioned images, and trains on them in rounds.
 *
 * <pre>
 * flink run -c io.clipstream.jobs.TrainingJob clipstream-jobs.jar --config training.yaml
 * clipstream job training --config training.yaml
 * </pre>
 *
 * <p>Nothing here is of a class in Flink's {@code lib/}, as in {@link TaggingJob}.
 */
public final class TrainingJob {
  private TrainingJob() {}

  /**
   * Submits the job to wherever Flink's environment runs.
   *
   * @throws io.clipstream.schemas.ClipstreamException if an option or a topic is not as it should
   *     be
   * @throws IllegalStateException if the model's libraries are missing or in the job's jar
   */
  public static void main(String[] args) throws Exception {
    ModelClassPath.require();
    TrainingJobSettings settings = TrainingJobSettings.parse(List.of(args));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(settings.job().flink());
    build(environment, settings, Submission.onCluster())
        .submit(() -> environment.execute(settings.job().name()));
  }

  /**
   * Starts the job in an environment that was made with {@link
   * io.clipstream.jobs.options.JobSettings#flink}.
   *
   * @return what stops the job, or waits for it
   * @throws io.clipstream.schemas.ResourceException if a topic is not as it should be, or another
   *     job has the name
   */
  public static JobClient start(
      StreamExecutionEnvironment environment, TrainingJobSettings settings) throws Exception {
    return build(environment, settings, Submission.onCluster())
        .submit(() -> environment.executeAsync(settings.job().name()));
  }

  /**
   * Looks at the topics, takes the job's name and puts its operators into the environment.
   *
   * @return the name, by which the job is to be submitted
   * @throws io.clipstream.schemas.ResourceException if a topic is not as it should be, or another
   *     job has the name
   */
  public static JobName build(
      StreamExecutionEnvironment environment, TrainingJobSettings settings, Submission submission) {
    return TrainingGraph.build(environment, settings, submission);
  }

  /**
   * Holds that the job's user may do in Kafka what the job will do.
   *
   * @throws io.clipstream.schemas.ResourceException naming every right that is missing
   */
  public static void requireRights(TrainingJobSettings settings) {
    TrainingGraph.requireRights(settings);
  }
}
