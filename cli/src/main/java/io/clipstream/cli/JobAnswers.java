package io.clipstream.cli;

import io.clipstream.control.status.Answer;
import io.clipstream.control.status.JobStatus;
import io.clipstream.control.status.Liveness;
import io.clipstream.control.status.Question;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the tagging jobs that run make of what is published: they say so on the status topic. It is
 * opened before the publication, so that no answer is missed and none of before is taken for one.
 */
final class JobAnswers {
  private final KafkaClients clients;
  private final KafkaConnection kafka;
  private final Duration patience;
  private final Map<TopicPartition, Long> begins;
  private final List<JobStatus> jobs;

  private JobAnswers(
      KafkaClients clients,
      KafkaConnection kafka,
      Duration patience,
      Map<TopicPartition, Long> begins,
      List<JobStatus> jobs) {
    this.clients = clients;
    this.kafka = kafka;
    this.patience = patience;
    this.begins = begins;
    this.jobs = jobs;
  }

  /**
   * Looks which tagging jobs run.
   *
   * @param patience how long to wait for their answers; with zero nothing is looked at
   */
  static JobAnswers before(KafkaClients clients, KafkaConnection kafka, Duration patience) {
    if (patience.isZero() || !StatusLog.isSeen(clients, kafka)) {
      return new JobAnswers(clients, kafka, patience, Map.of(), List.of());
    }
    Map<TopicPartition, Long> begins = TopicReader.ends(clients, kafka.name(Topic.STATUS));
    List<JobStatus> jobs =
        StatusLog.read(clients, kafka).alive().stream().filter(JobStatus::isTagging).toList();
    return new JobAnswers(clients, kafka, patience, begins, jobs);
  }

  /**
   * Waits until every subtask that is asked has answered, and says what it answers.
   *
   * @return the exit code: 1 if one refuses, or has not answered in time
   */
  int await(Question question, PrintWriter out) {
    if (patience.isZero()) {
      return 0;
    }
    if (begins.isEmpty()) {
      out.println(StatusLog.unseen(kafka));
      return 0;
    }
    Map<String, StatusEvent> asked = new LinkedHashMap<>();
    for (JobStatus job : jobs) {
      question.excuse(job).ifPresent(excuse -> out.println(who(job.newest(), true) + excuse));
      if (question.concerns(job) && question.excuse(job).isEmpty()) {
        job.subtasks().stream()
            .filter(subtask -> job.liveness(subtask) == Liveness.ALIVE)
            .forEach(subtask -> asked.put(StatusLog.key(subtask), subtask));
      }
    }
    if (asked.isEmpty()) {
      out.println(question.nobody());
      return 0;
    }
    out.flush();
    return new Waiting(asked, question, out).await();
  }

  private static String who(StatusEvent status, boolean isAll) {
    String job = "job " + Quoting.quote(status.getJobName()) + " ";
    return isAll || status.getParallelism() == 1
        ? job
        : job + "subtask " + status.getSubtask() + " ";
  }

  /** The subtasks that have not answered yet. */
  private final class Waiting {
    private final Map<String, StatusEvent> left;
    private final Question question;
    private final PrintWriter out;
    private boolean isRefused;

    Waiting(Map<String, StatusEvent> asked, Question question, PrintWriter out) {
      this.left = new LinkedHashMap<>(asked);
      this.question = question;
      this.out = out;
    }

    int await() {
      AvroCodec<StatusEvent> codec = StatusLog.codec(kafka);
      TopicReader.followFrom(
          clients,
          begins,
          patience,
          record -> {
            StatusLog.decode(codec, record)
                .filter(status -> left.containsKey(StatusLog.key(status)))
                .ifPresent(this::hear);
            return !left.isEmpty();
          });
      left.values()
          .forEach(
              status ->
                  out.println(
                      who(status, false)
                          + "has not answered in time; 'clipstream status' shows what it is at"));
      out.flush();
      return isRefused || !left.isEmpty() ? 1 : 0;
    }

    private void hear(StatusEvent status) {
      if (Liveness.of(status, Instant.now()) == Liveness.ENDED) {
        left.remove(StatusLog.key(status));
        out.println(who(status, false) + "has ended; its next start takes it");
        return;
      }
      question
          .answer(status)
          .ifPresent(
              answer -> {
                left.remove(StatusLog.key(status));
                isRefused |= answer.refusal().isPresent();
                out.println(who(status, false) + words(status, answer));
                out.flush();
              });
    }

    private static String words(StatusEvent status, Answer answer) {
      String serving =
          status.getActive() == null
              ? "nothing"
              : Quoting.quote(status.getActive().getCheckpointId());
      return answer
          .refusal()
          .map(why -> "refuses it and goes on with %s: %s".formatted(serving, why))
          .orElse("serves with it");
    }
  }
}
