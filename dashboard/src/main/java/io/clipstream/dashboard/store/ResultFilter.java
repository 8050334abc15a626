package io.clipstream.dashboard.store;

import java.util.List;
import java.util.OptionalLong;

/**
 * Which results are looked for; the same for the stream, the search and the index. Empty lists and
 * texts ask nothing.
 *
 * @param label one of the tags, with a score in the range; without a label the best tag's score
 *     counts
 * @param decisions any of them
 * @param minScore 0 to 1
 * @param maxScore 0 to 1
 * @param from milliseconds since 1970, inclusive
 * @param to milliseconds since 1970, exclusive
 */
public record ResultFilter(
    String label,
    List<String> decisions,
    float minScore,
    float maxScore,
    String source,
    String labelSet,
    String checkpoint,
    OptionalLong from,
    OptionalLong to) {

  /** Asks nothing. */
  public static final ResultFilter ALL =
      new ResultFilter("", List.of(), 0, 1, "", "", "", OptionalLong.empty(), OptionalLong.empty());

  public ResultFilter {
    label = Term.of(label);
    source = Term.of(source);
    labelSet = Term.of(labelSet);
    checkpoint = Term.of(checkpoint);
    decisions = List.copyOf(decisions);
  }

  /** Whether scores are asked for at all. */
  boolean hasScores() {
    return minScore > 0 || maxScore < 1;
  }

  /** Whether a result is one of those looked for. */
  public boolean accepts(Result result) {
    return (decisions.isEmpty() || decisions.contains(result.decision()))
        && is(source, result.source())
        && is(labelSet, result.labelSet())
        && is(checkpoint, result.checkpoint())
        && (from.isEmpty() || result.taggedAt() >= from.getAsLong())
        && (to.isEmpty() || result.taggedAt() < to.getAsLong())
        && acceptsTags(result.tags());
  }

  private boolean acceptsTags(List<Result.Tag> tags) {
    if (!label.isEmpty()) {
      return tags.stream().anyMatch(tag -> tag.label().equals(label) && isInRange(tag.score()));
    }
    return !hasScores() || isInRange(tags.isEmpty() ? 0 : tags.get(0).score());
  }

  private boolean isInRange(float score) {
    return score >= minScore && score <= maxScore;
  }

  private static boolean is(String wanted, String found) {
    return wanted.isEmpty() || wanted.equals(found);
  }
}
