package io.clipstream.control.status;

import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.StatusEvent;
import java.util.List;
import java.util.Optional;

/** What tagging jobs are asked, and what of their statuses is an answer. */
public interface Question {
  /** Whether the job has anything to do with it. */
  boolean concerns(JobStatus job);

  /** Why a job that one would ask is not asked. */
  default Optional<String> excuse(JobStatus job) {
    return Optional.empty();
  }

  /** What is said where nobody can be asked. */
  String nobody();

  /** What the status says to it, if anything yet. */
  Optional<Answer> answer(StatusEvent status);

  /** Whether a subtask serves with a checkpoint that was promoted. */
  record OfCheckpoint(CheckpointEvent event) implements Question {
    private static final String PINNED = "pinned:";

    @Override
    public boolean concerns(JobStatus job) {
      return event.getModelName().equals(job.newest().getModelName());
    }

    @Override
    public Optional<String> excuse(JobStatus job) {
      return Optional.ofNullable(job.newest().getFollow())
          .filter(follow -> concerns(job) && follow.startsWith(PINNED))
          .map(follow -> follow.substring(PINNED.length()))
          .filter(id -> !id.equals(event.getCheckpointId()))
          .map(id -> "is pinned to checkpoint " + Quoting.quote(id) + " and does not follow");
    }

    @Override
    public String nobody() {
      return "no job that follows model %s is running: nobody answers, and the next start takes it"
          .formatted(Quoting.quote(event.getModelName()));
    }

    @Override
    public Optional<Answer> answer(StatusEvent status) {
      CheckpointAnswer answer = status.getAnswer();
      if (answer == null
          || !answer.getCheckpointId().equals(event.getCheckpointId())
          || !answer.getAnnouncedAt().equals(event.getAnnouncedAt())) {
        return Optional.empty();
      }
      return answer.getServes()
          ? Optional.of(Answer.serves())
          : Optional.ofNullable(answer.getProblem()).map(Answer::refuses);
    }
  }

  /** Whether a subtask tags by a label set that was published. */
  record OfLabelSet(LabelSet set) implements Question {
    @Override
    public boolean concerns(JobStatus job) {
      return true;
    }

    @Override
    public String nobody() {
      return "no tagging job is running: nobody answers, and the next start takes it";
    }

    @Override
    public Optional<Answer> answer(StatusEvent status) {
      if (status.getActive() == null) {
        return Optional.empty();
      }
      return isServed(status.getActive().getLabelSets())
          ? Optional.of(Answer.serves())
          : failure(status).map(FailureStatus::getMessage).map(Answer::refuses);
    }

    /** A later revision comes of this one. */
    private boolean isServed(List<LabelSetRef> active) {
      return active.stream()
          .anyMatch(
              ref -> ref.getId().equals(set.getId()) && ref.getRevision() >= set.getRevision());
    }

    private Optional<FailureStatus> failure(StatusEvent status) {
      String subject = "label set %s revision %d".formatted(set.getId(), set.getRevision());
      return status.getFailures().stream()
          .filter(failure -> failure.getRetryAfterMillis() != null)
          .filter(failure -> (failure.getSubject() + " ").startsWith(subject + " "))
          .findFirst();
    }
  }
}
