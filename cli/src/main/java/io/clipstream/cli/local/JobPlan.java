package io.clipstream.cli.local;

import io.clipstream.cli.state.StateOwner;
import io.clipstream.jobs.kafka.TopicIds;
import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.JobSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What tells the jobs apart that run in this process.
 *
 * @param inputs topics that it reads
 * @param builder puts the job into an environment and takes its name
 * @param needs what a start waits for, for people
 * @param startTimeout how long a start may wait for it
 */
record JobPlan(
    String kind,
    JobSettings settings,
    boolean isBounded,
    List<String> inputs,
    BiFunction<StreamExecutionEnvironment, Submission, JobName> builder,
    Supplier<String> needs,
    Optional<Duration> startTimeout) {
  String name() {
    return kind + " '" + settings.name() + "'";
  }

  StateOwner owner() {
    return new StateOwner(
        kind, settings.name(), isBounded, TopicIds.read(settings.kafka(), inputs));
  }
}
