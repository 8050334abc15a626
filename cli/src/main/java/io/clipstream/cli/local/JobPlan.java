package io.clipstream.cli.local;

import io.clipstream.cli.state.StateOwner;
import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.jobs.kafka.TopicIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What tells the jobs apart that run in this process.
 *
 * @param inputs topics that it reads
 * @param needs what a start waits for, for people
 * @param startTimeout how long a start may wait for it
 */
record JobPlan(
    String kind,
    String jobName,
    boolean isBounded,
    KafkaSettings kafka,
    List<String> inputs,
    Path stateDirectory,
    Configuration flink,
    Consumer<StreamExecutionEnvironment> builder,
    Supplier<String> needs,
    Optional<Duration> startTimeout) {
  String name() {
    return kind + " '" + jobName + "'";
  }

  StateOwner owner() {
    return new StateOwner(kind, jobName, isBounded, TopicIds.read(kafka, inputs));
  }
}
