package io.clipstream.jobs;

import io.clipstream.jobs.kafka.KafkaSinks;
import io.clipstream.jobs.kafka.KafkaSources;
import io.clipstream.jobs.kafka.TransactionCheck;
import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.JobSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * How a job reads and writes Kafka.
 *
 * @param recordLimits bytes of a record at most, by topic
 */
record JobConnections(JobSettings job, Map<String, Integer> recordLimits) {
  /**
   * Looks at the brokers before the job starts.
   *
   * @param start how long the job may take to start again
   */
  JobConnections checked(Duration start) {
    TransactionCheck.check(
        job.kafka(), job.delivery(), job.transactionTimeout(), job.flink(), start);
    return this;
  }

  /**
   * @param kind 'tagging' or 'training'
   */
  JobName takeName(StreamExecutionEnvironment environment, String kind, Submission submission) {
    return JobName.take(environment, job.kafka(), job.lease(), job.name(), kind, submission);
  }

  KafkaSources sources() {
    return new KafkaSources(job.kafka(), job.name());
  }

  KafkaSinks sinks() {
    return new KafkaSinks(
        job.kafka(),
        job.name(),
        job.delivery(),
        job.transactionTimeout(),
        job.isLossAccepted(),
        job.wireFormat(),
        recordLimits);
  }
}
