package io.clipstream.operators.trace;

import io.clipstream.control.DeadLetter;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Map;

/**
 * What is told of one picture's way. Nothing that its record holds is: it is named by topic,
 * partition and offset. One thread at a time.
 */
public interface PictureTrace {
  /** Of a picture that is not traced. */
  PictureTrace NONE =
      new PictureTrace() {
        @Override
        public void decodeBegins() {}

        @Override
        public void decodeEnds() {}

        @Override
        public void encoded(BatchTrace batch) {}

        @Override
        public Map<String, String> headers() {
          return Map.of();
        }

        @Override
        public void tagged(String checkpoint, String labelSet, long revision) {}

        @Override
        public DeadLetter refused(DeadLetter letter) {
          return letter;
        }

        @Override
        public SpanContext context() {
          return SpanContext.getInvalid();
        }
      };

  void decodeBegins();

  void decodeEnds();

  /** It was encoded and scored with others. */
  void encoded(BatchTrace batch);

  /** Headers by which the trace goes on behind the picture's result; none if it is not traced. */
  Map<String, String> headers();

  /** Its result is emitted: the trace of the job ends. */
  void tagged(String checkpoint, String labelSet, long revision);

  /**
   * It is a dead letter: the trace of the job ends.
   *
   * @return the letter, with the headers by which the trace goes on behind it
   */
  DeadLetter refused(DeadLetter letter);

  /** Its span, which others are linked to; invalid if it is not traced. */
  SpanContext context();
}
