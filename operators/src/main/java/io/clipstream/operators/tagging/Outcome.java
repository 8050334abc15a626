package io.clipstream.operators.tagging;

import io.clipstream.control.LetterStage;
import io.clipstream.control.RecordFault;
import io.clipstream.model.zeroshot.Judgement;
import io.clipstream.operators.trace.BatchTrace;
import java.util.Optional;

/** What the device made of a picture. */
sealed interface Outcome {
  /** Gives the image its result or its dead letter. */
  void settle(ImageEntry image, TaggerSettings settings);

  /** When and with how many it was encoded, if it was. */
  default Optional<BatchTimes> times() {
    return Optional.empty();
  }

  /**
   * @param embedding of unit length, or null if it is not asked for
   * @param batch when and with how many it was encoded
   */
  record Judged(Judgement judgement, float[] embedding, BatchTimes batch) implements Outcome {
    @Override
    public void settle(ImageEntry image, TaggerSettings settings) {
      image.trace.encoded(batch.trace());
      image.result = TagEvents.of(image, this, settings);
    }

    @Override
    public Optional<BatchTimes> times() {
      return Optional.of(batch);
    }
  }

  /** The device works, but not with this picture. */
  record Refused(RecordFault reason, String message) implements Outcome {
    @Override
    public void settle(ImageEntry image, TaggerSettings settings) {
      image.reject(LetterStage.TAG, reason, message);
    }
  }

  /**
   * @param startNanos when the micro-batch went to the device
   * @param endMillis when the scores were made, milliseconds since 1970
   * @param size pictures in the micro-batch
   * @param encoded those of them that passed through the encoder
   * @param trace of the micro-batch
   */
  record BatchTimes(
      long startNanos,
      long encodeNanos,
      long scoreNanos,
      long endMillis,
      int size,
      int encoded,
      BatchTrace trace) {}
}
