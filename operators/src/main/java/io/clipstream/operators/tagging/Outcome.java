package io.clipstream.operators.tagging;

import io.clipstream.model.zeroshot.Judgement;

/** What the device made of a picture. */
sealed interface Outcome {
  /**
   * @param embedding of unit length, or null if it is not asked for
   * @param batch when and with how many it was encoded
   */
  record Judged(Judgement judgement, float[] embedding, BatchTimes batch) implements Outcome {}

  /** The device works, but not with this picture. */
  record Refused(String reason, String message) implements Outcome {}

  /**
   * @param startNanos when the micro-batch went to the device
   * @param endMillis when the scores were made, milliseconds since 1970
   * @param size pictures in the micro-batch
   */
  record BatchTimes(long startNanos, long encodeNanos, long scoreNanos, long endMillis, int size) {}
}
