package io.clipstream.cli;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.control.status.JobStatus;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What runs against a Kafka, and what it should serve with.
 *
 * @param kafka where that is
 * @param at when it was looked at
 * @param only the job that was asked for, if it was only one
 * @param told the names of all jobs that have told of themselves
 * @param jobs what they said last, by name
 * @param lag records of its input that a job has not committed yet, by job and topic
 * @param promoted the promotion in force of each model
 * @param rounds the last outcome of a round of each model, promoted or not
 * @param labelSets those in force
 * @param problems what could not be looked at, and why
 */
record StatusReport(
    String kafka,
    Instant at,
    Optional<String> only,
    List<String> told,
    List<JobStatus> jobs,
    Map<String, Map<String, Long>> lag,
    Map<String, CheckpointEvent> promoted,
    Map<String, CheckpointEvent> rounds,
    List<LabelSet> labelSets,
    List<String> problems) {

  /**
   * Looks at everything. A topic that is not there is one in which nothing stands.
   *
   * @param only the job to look at, if it is only one
   */
  static StatusReport of(
      KafkaClients clients, KafkaConnection kafka, Optional<String> only, Instant now) {
    return new Reading(clients, kafka).report(only, now);
  }

  /** Whether something runs, and all that runs is well. */
  boolean isWell() {
    List<JobStatus> alive = jobs.stream().filter(JobStatus::isAlive).toList();
    return !alive.isEmpty()
        && alive.stream().allMatch(job -> job.state() == JobStatus.State.RUNNING);
  }

  private static final class Reading {
    private final KafkaClients clients;
    private final KafkaConnection kafka;
    private final Set<String> topics;
    private final List<String> problems = new ArrayList<>();

    private Reading(KafkaClients clients, KafkaConnection kafka) {
      this.clients = clients;
      this.kafka = kafka;
      this.topics = clients.await(clients.admin().listTopics().names(), "listing the topics");
    }

    private boolean has(Topic topic) {
      String name = kafka.name(topic);
      if (!topics.contains(name)) {
        problems.add(
            "topic '%s' does not exist; 'clipstream topics create %s' makes it"
                .formatted(name, kafka.arguments()));
      }
      return topics.contains(name);
    }

    private StatusReport report(Optional<String> only, Instant now) {
      StatusLog log = has(Topic.STATUS) ? StatusLog.read(clients, kafka) : new StatusLog(List.of());
      CheckpointHistory checkpoints =
          has(Topic.CHECKPOINTS) ? CheckpointLog.read(clients, kafka) : CheckpointLog.none(kafka);
      List<LabelSet> labelSets =
          has(Topic.LABEL_SETS)
              ? List.copyOf(LabelLog.read(clients, kafka).inForce().values())
              : List.of();
      List<JobStatus> all = JobStatus.of(log.events(), now);
      List<JobStatus> jobs =
          all.stream().filter(job -> only.map(job.name()::equals).orElse(true)).toList();
      return new StatusReport(
          clients.address(),
          now,
          only,
          all.stream().map(JobStatus::name).toList(),
          jobs,
          lag(jobs),
          promoted(checkpoints),
          rounds(checkpoints),
          labelSets,
          List.copyOf(problems));
    }

    private Map<String, Map<String, Long>> lag(List<JobStatus> jobs) {
      Map<String, Map<String, Long>> lag = new TreeMap<>();
      for (JobStatus job : jobs) {
        try {
          lag.put(job.name(), ConsumerLag.of(clients, job.name()));
        } catch (ClipstreamException e) {
          problems.add("the lag of job '%s' is unknown: %s".formatted(job.name(), e.getMessage()));
        }
      }
      return lag;
    }

    private static Map<String, CheckpointEvent> promoted(CheckpointHistory log) {
      Map<String, CheckpointEvent> promoted = new TreeMap<>();
      log.entries().stream()
          .map(entry -> entry.event().getModelName())
          .distinct()
          .forEach(model -> log.inForce(model).ifPresent(event -> promoted.put(model, event)));
      return promoted;
    }

    private static Map<String, CheckpointEvent> rounds(CheckpointHistory log) {
      Map<String, CheckpointEvent> rounds = new TreeMap<>();
      for (CheckpointHistory.Entry entry : log.entries()) {
        if (entry.event().getLineage() != null) {
          rounds.put(entry.event().getModelName(), entry.event());
        }
      }
      return rounds;
    }
  }
}
