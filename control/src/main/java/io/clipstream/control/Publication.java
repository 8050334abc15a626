package io.clipstream.control;

import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetProblem;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What publishing a label set comes to: the one rule of it, for the command line and the page. What
 * a job would refuse is not published.
 */
public sealed interface Publication {
  /**
   * What one of the four makes of it.
   *
   * @param fresh of the set as it is to be written
   * @param unchanged of the set in force, which says the same already
   * @param invalid of what is wrong with the set
   * @param outdated of why its revision is too early
   */
  <R> R match(
      Function<LabelSet, R> fresh,
      Function<LabelSet, R> unchanged,
      Function<List<LabelSetProblem>, R> invalid,
      Function<String, R> outdated);

  /** The set is to be written as it stands here. */
  record New(LabelSet set) implements Publication {
    @Override
    public <R> R match(
        Function<LabelSet, R> fresh,
        Function<LabelSet, R> unchanged,
        Function<List<LabelSetProblem>, R> invalid,
        Function<String, R> outdated) {
      return fresh.apply(set);
    }
  }

  /** What is in force says the same already. */
  record Unchanged(LabelSet set) implements Publication {
    @Override
    public <R> R match(
        Function<LabelSet, R> fresh,
        Function<LabelSet, R> unchanged,
        Function<List<LabelSetProblem>, R> invalid,
        Function<String, R> outdated) {
      return unchanged.apply(set);
    }
  }

  /** The set is not as it should be. */
  record Invalid(List<LabelSetProblem> problems) implements Publication {
    @Override
    public <R> R match(
        Function<LabelSet, R> fresh,
        Function<LabelSet, R> unchanged,
        Function<List<LabelSetProblem>, R> invalid,
        Function<String, R> outdated) {
      return invalid.apply(problems);
    }
  }

  /** Its revision is not after the one in force. */
  record Outdated(String problem) implements Publication {
    @Override
    public <R> R match(
        Function<LabelSet, R> fresh,
        Function<LabelSet, R> unchanged,
        Function<List<LabelSetProblem>, R> invalid,
        Function<String, R> outdated) {
      return outdated.apply(problem);
    }
  }

  /**
   * @param wanted what somebody wants to publish; its revision and time count nothing
   * @param revision that it is to have, if anybody says so; else the next one
   * @param by who publishes it, or null for what the set says
   * @param now when that is
   */
  static Publication of(
      LabelSet wanted,
      Optional<Long> revision,
      LabelSetRevisions revisions,
      String by,
      Instant now) {
    LabelSet next = LabelSet.newBuilder(wanted).build();
    next.setRevision(revision.orElse(revisions.next(wanted.getId())));
    next.setUpdatedAt(now.truncatedTo(ChronoUnit.MILLIS));
    if (by != null) {
      next.setUpdatedBy(by);
    }
    List<LabelSetProblem> problems = LabelSetRule.problems(next);
    if (!problems.isEmpty()) {
      return new Invalid(problems);
    }
    Optional<LabelSetInForce> current = revisions.find(wanted.getId());
    return current.isEmpty() ? new New(next) : after(current.get(), next, revision);
  }

  private static Publication after(
      LabelSetInForce current, LabelSet next, Optional<Long> revision) {
    long inForce = current.set().getRevision();
    if (LabelSets.contentHash(next).equals(current.hash()) && revision.orElse(inForce) <= inForce) {
      return new Unchanged(current.set());
    }
    if (next.getRevision() > inForce) {
      return new New(next);
    }
    return new Outdated(
        "the revision is %d and label set %s revision %d is in force with other content, expected %d or more; leave the revision out to have it counted"
            .formatted(next.getRevision(), Quoting.quote(next.getId()), inForce, inForce + 1));
  }
}
