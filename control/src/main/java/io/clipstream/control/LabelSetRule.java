package io.clipstream.control;

import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetProblem;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.LabelTree;
import io.clipstream.schemas.Quoting;
import java.util.List;
import java.util.Optional;

/** What a label set must be like to follow the one in force. */
public final class LabelSetRule {
  private LabelSetRule() {}

  /** Everything that is wrong with a set in itself; empty if a job would take it as the first. */
  public static List<LabelSetProblem> problems(LabelSet set) {
    List<LabelSetProblem> problems = LabelSets.problems(set);
    if (!problems.isEmpty()) {
      return problems;
    }
    int depth = LabelTree.depth(LabelTree.parents(set));
    return depth <= LabelTree.MAX_DEPTH
        ? List.of()
        : List.of(
            new LabelSetProblem(
                "a label has %d ancestors, expected at most %d"
                    .formatted(depth, LabelTree.MAX_DEPTH),
                List.of()));
  }

  /**
   * @param before the set of this id that is in force, or null
   */
  static Optional<RecordEffect> problem(
      RawRecord record, String key, LabelSet set, LabelSetInForce before) {
    if (!key.equals(set.getId())) {
      return refused(
          record,
          RecordFault.KEY_MISMATCH,
          "the key is %s, expected the set's id %s"
              .formatted(Quoting.quote(key), Quoting.quote(set.getId())));
    }
    List<String> problems = problems(set).stream().map(LabelSetProblem::message).toList();
    if (!problems.isEmpty()) {
      return refused(record, RecordFault.INVALID, String.join("; ", problems));
    }
    return revision(record, set, before);
  }

  private static Optional<RecordEffect> revision(
      RawRecord record, LabelSet set, LabelSetInForce before) {
    if (before == null
        || set.getRevision() > before.set().getRevision()
        || LabelSets.contentHash(set).equals(before.hash())) {
      return Optional.empty();
    }
    return refused(
        record,
        RecordFault.OLD_REVISION,
        "label set %s: revision is %d with other content than the one in force, expected %d or more"
            .formatted(
                Quoting.quote(set.getId()), set.getRevision(), before.set().getRevision() + 1));
  }

  private static Optional<RecordEffect> refused(
      RawRecord record, RecordFault reason, String message) {
    return Optional.of(Refusals.labelSet(record, reason, message));
  }
}
