package io.clipstream.dashboard.models;

import io.clipstream.control.status.JobStatus;
import io.clipstream.control.status.Question;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What each subtask of a model's tagging jobs makes of the promotion in force. */
final class Serving {
  /** What a subtask makes of it. */
  enum Answer {
    SERVES,
    REFUSES,
    /** It makes it ready, or has not heard of it. */
    WORKS,
    /** It is pinned to another checkpoint. */
    PINNED,
    SILENT,
    ENDED
  }

  /**
   * A subtask.
   *
   * @param active id of the checkpoint that tags pictures now, null if none does
   * @param pending id of the one to come, null if there is none
   * @param problem why it is refused or not followed, empty if there is nothing to say
   * @param tookMillis from the announcement to serving with it, null where that was not seen
   * @param updatedAt when it said so, milliseconds since 1970
   */
  record Subtask(
      String job,
      int subtask,
      int parallelism,
      String host,
      String device,
      String active,
      String pending,
      Answer answer,
      String problem,
      Long tookMillis,
      long updatedAt) {}

  private final CheckpointEvent promoted;
  private final SwapTimes times;

  /**
   * @param promoted the promotion in force
   */
  Serving(CheckpointEvent promoted, SwapTimes times) {
    this.promoted = promoted;
    this.times = times;
  }

  /**
   * @param last what each subtask of all jobs said last
   */
  List<Subtask> of(Collection<StatusEvent> last, Instant now) {
    Question question = new Question.OfCheckpoint(promoted);
    return JobStatus.of(last, now).stream()
        .filter(JobStatus::isTagging)
        .filter(question::concerns)
        .flatMap(job -> job.subtasks().stream().map(subtask -> subtask(question, job, subtask)))
        .toList();
  }

  private Subtask subtask(Question question, JobStatus job, StatusEvent status) {
    Optional<String> excuse = question.excuse(job);
    Optional<io.clipstream.control.status.Answer> said = question.answer(status);
    Answer answer =
        switch (job.liveness(status)) {
          case SILENT -> Answer.SILENT;
          case ENDED -> Answer.ENDED;
          case ALIVE -> excuse.isPresent() ? Answer.PINNED : answer(said);
        };
    Optional<String> refusal = said.flatMap(io.clipstream.control.status.Answer::refusal);
    return new Subtask(
        status.getJobName(),
        status.getSubtask(),
        status.getParallelism(),
        status.getHost(),
        status.getDevice(),
        id(status.getActive()),
        id(status.getPending()),
        answer,
        excuse.or(() -> refusal).orElse(""),
        times.of(status, promoted).map(Duration::toMillis).orElse(null),
        status.getUpdatedAt().toEpochMilli());
  }

  private static Answer answer(Optional<io.clipstream.control.status.Answer> said) {
    return said.map(answer -> answer.refusal().isPresent() ? Answer.REFUSES : Answer.SERVES)
        .orElse(Answer.WORKS);
  }

  private static String id(GenerationStatus generation) {
    return generation == null ? null : generation.getCheckpointId();
  }
}
