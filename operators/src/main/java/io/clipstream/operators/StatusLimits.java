package io.clipstream.operators;

import io.clipstream.schemas.CheckpointAnswer;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import java.util.List;

/**
 * How much a status event may say. It is for people, and what it tells of has no bound: label sets,
 * failures, messages of whatever failed, names that others chose. It must never be what stops the
 * job.
 *
 * @param labelSets label sets that a list names at most
 * @param failures failures that are named at most
 * @param characters of a text at most
 */
public record StatusLimits(int labelSets, int failures, int characters) {
  /** What events are held to before anybody knows how much their topic takes. */
  public static final StatusLimits USUAL = new StatusLimits(50, 20, 500);

  private static final int SHORTEST_TEXT = 30;

  /** Half of each. */
  public StatusLimits tighter() {
    return new StatusLimits(labelSets / 2, failures / 2, Math.max(SHORTEST_TEXT, characters / 2));
  }

  /** Whether {@link #tighter} would change nothing. */
  public boolean isTightest() {
    return equals(tighter());
  }

  /**
   * The event within these limits. Lists keep their first entries; how many there were is in the
   * counts.
   */
  public StatusEvent apply(StatusEvent event) {
    return StatusEvent.newBuilder(event)
        .setJobName(cut(event.getJobName()))
        .setKind(cut(event.getKind()))
        .setHost(cut(event.getHost()))
        .setDevice(cut(event.getDevice()))
        .setModelName(cut(event.getModelName()))
        .setActive(apply(event.getActive()))
        .setPending(apply(event.getPending()))
        .setFailures(event.getFailures().stream().limit(failures).map(this::apply).toList())
        .setActivity(cut(event.getActivity()))
        .setFollow(cut(event.getFollow()))
        .setAnswer(apply(event.getAnswer()))
        .setInWork(event.getInWork() == null ? null : apply(event.getInWork()))
        .setCounts(event.getCounts() == null ? counts(event) : event.getCounts())
        .build();
  }

  private CheckpointAnswer apply(CheckpointAnswer answer) {
    return answer == null
        ? null
        : CheckpointAnswer.newBuilder(answer)
            .setCheckpointId(cut(answer.getCheckpointId()))
            .setProblem(cut(answer.getProblem()))
            .build();
  }

  private static StatusCounts counts(StatusEvent event) {
    return new StatusCounts(
        count(event.getActive()),
        count(event.getPending()),
        event.getInWork() == null ? 0 : event.getInWork().size(),
        event.getFailures().size());
  }

  private static int count(GenerationStatus generation) {
    return generation == null ? 0 : generation.getLabelSets().size();
  }

  private GenerationStatus apply(GenerationStatus generation) {
    return generation == null
        ? null
        : new GenerationStatus(
            cut(generation.getCheckpointId()),
            cut(generation.getEmbeddingSpaceId()),
            apply(generation.getLabelSets()));
  }

  private List<LabelSetRef> apply(List<LabelSetRef> refs) {
    return refs.stream()
        .limit(labelSets)
        .map(ref -> new LabelSetRef(cut(ref.getId()), ref.getRevision(), cut(ref.getHash())))
        .toList();
  }

  private FailureStatus apply(FailureStatus failure) {
    return FailureStatus.newBuilder(failure)
        .setSubject(cut(failure.getSubject()))
        .setMessage(cut(failure.getMessage()))
        .build();
  }

  /** Never between the two halves of a character. */
  private String cut(String text) {
    if (text == null || text.length() <= characters) {
      return text;
    }
    int end = characters - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
