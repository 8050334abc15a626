package io.clipstream.jobs.lease;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.lease.LeaseClaim.Taken;
import io.clipstream.schemas.JobLease;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The name of a job, which one job has at a time on a Kafka cluster: taken at the submission, held
 * while the job runs, given back when it ends.
 */
public final class JobName {
  private static final String UID = "job-lease";

  private final KafkaSettings kafka;
  private final LeaseSettings settings;
  private final Claimant claimant;
  private final JobLease lease;

  private volatile boolean isSubmitted;

  private JobName(KafkaSettings kafka, LeaseSettings settings, Claimant claimant, JobLease lease) {
    this.kafka = kafka;
    this.settings = settings;
    this.claimant = claimant;
    this.lease = lease;
  }

  /**
   * Takes the name for the job that the environment submits next, which gets its id here. Takes up
   * to {@link LeaseSettings#timeout} if the last holder went without a word.
   *
   * @param kind 'tagging' or 'training'
   * @throws io.clipstream.schemas.ResourceException if another job has the name
   */
  public static JobName take(
      StreamExecutionEnvironment environment,
      KafkaSettings kafka,
      LeaseSettings settings,
      String jobName,
      String kind,
      Submission submission) {
    Claimant claimant =
        new Claimant(jobName, kind, jobId(environment), submission.home(), settings.timeout());
    Taken taken = LeaseClaim.take(kafka, settings, claimant, submission);
    if (environment.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
      taken
          .before()
          .filter(before -> !before.getPlace().equals(submission.home().place()))
          .map(before -> LeaseWords.ranElsewhere(before, submission.home().place()))
          .ifPresent(submission.notice());
    }
    JobName name = new JobName(kafka, settings, claimant, taken.lease());
    environment.registerJobListener(name.listener());
    return name;
  }

  private JobListener listener() {
    return new JobListener() {
      @Override
      public void onJobSubmitted(JobClient client, Throwable failure) {
        isSubmitted = client != null;
      }

      @Override
      public void onJobExecuted(JobExecutionResult result, Throwable failure) {}
    };
  }

  /** Known before the submission, so that the lease can name it. */
  private static String jobId(StreamExecutionEnvironment environment) {
    Optional<String> given =
        environment.getConfiguration().getOptional(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID);
    if (given.isPresent()) {
      return given.get();
    }
    String id = JobID.generate().toHexString();
    environment.configure(
        Configuration.fromMap(Map.of(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID.key(), id)));
    return id;
  }

  /**
   * Submits the job. If that fails, the name is free at once; a job that was submitted keeps it,
   * whatever becomes of the one who waits for its end.
   *
   * @param submission what submits it, and may wait for its end
   */
  public <T> T submit(Callable<T> submission) throws Exception {
    try {
      return submission.call();
    } catch (Exception e) {
      giveBack();
      throw e;
    }
  }

  /** Takes a step towards the submission. If that fails, the name is free at once. */
  public void orGiveBack(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      giveBack();
      throw e;
    }
  }

  private void giveBack() {
    if (!isSubmitted) {
      LeaseClaim.giveBack(kafka, settings.topic(), lease);
    }
  }

  /**
   * Holds the name while the job runs; to be called once.
   *
   * @param records any stream of the job, which is passed on as it is
   */
  public <T> SingleOutputStreamOperator<T> hold(DataStream<T> records) {
    return records
        .transform(
            "lease",
            records.getType(),
            new LeaseOperatorFactory<>(kafka, settings, claimant, lease))
        .uid(UID);
  }
}
