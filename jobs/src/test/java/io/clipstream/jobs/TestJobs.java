package io.clipstream.jobs;

import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.operators.types.RecordTypes;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Starts tagging jobs that can be made to fail. */
public final class TestJobs {
  private TestJobs() {}

  /** Starts a job in a mini cluster of its own. */
  public static JobClient start(TaggingJobSettings settings, int parallelism) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings.flink());
    String job = settings.jobName();
    TaggingJob.build(
        environment,
        settings,
        tags -> tags.map(new Faults(job), RecordTypes.TAG_EVENT).name("faults").uid("faults"));
    return environment.executeAsync(job);
  }
}
