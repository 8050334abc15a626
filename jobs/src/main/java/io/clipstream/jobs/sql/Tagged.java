package io.clipstream.jobs.sql;

import io.clipstream.model.zeroshot.ScoredLabel;
import java.util.List;

/** What became of a picture. */
sealed interface Tagged {
  /**
   * Its labels.
   *
   * @param tags the best one first; at least one
   * @param batchSize pictures that were encoded together with it, and itself
   */
  record Tags(List<ScoredLabel> tags, int batchSize) implements Tagged {}

  /**
   * The bytes are no picture that can be tagged.
   *
   * @param reason for programs
   * @param message for people
   */
  record Rejected(String reason, String message) implements Tagged {}
}
