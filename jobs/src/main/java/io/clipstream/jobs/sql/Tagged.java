package io.clipstream.jobs.sql;

import io.clipstream.model.zeroshot.ScoredLabel;
import java.util.List;
import java.util.function.Function;

/** What became of a picture. */
sealed interface Tagged {
  /** What one of the two makes of it. */
  <R> R match(Function<Tags, ? extends R> tags, Function<Rejected, ? extends R> rejected);

  /**
   * Its labels.
   *
   * @param tags the best one first; at least one
   * @param batchSize pictures that were encoded together with it, and itself
   */
  record Tags(List<ScoredLabel> tags, int batchSize) implements Tagged {
    @Override
    public <R> R match(Function<Tags, ? extends R> tags, Function<Rejected, ? extends R> rejected) {
      return tags.apply(this);
    }
  }

  /**
   * The bytes are no picture that can be tagged.
   *
   * @param reason for programs
   * @param message for people
   */
  record Rejected(String reason, String message) implements Tagged {
    @Override
    public <R> R match(Function<Tags, ? extends R> tags, Function<Rejected, ? extends R> rejected) {
      return rejected.apply(this);
    }
  }
}
