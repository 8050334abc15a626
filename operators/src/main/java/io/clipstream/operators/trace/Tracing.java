package io.clipstream.operators.trace;

import io.clipstream.control.RawRecord;
import java.util.List;

/** Begins the traces of a subtask's pictures. */
public interface Tracing extends AutoCloseable {
  /** Traces nothing, and makes no object for it. */
  Tracing OFF =
      new Tracing() {
        @Override
        public PictureTrace begin(RawRecord record) {
          return PictureTrace.NONE;
        }

        @Override
        public BatchTrace batch(List<? extends Traced> pictures, Device device) {
          return BatchTrace.NONE;
        }

        @Override
        public void close() {}
      };

  /** What may be traced. */
  interface Traced {
    PictureTrace trace();
  }

  /**
   * When pictures were with the device together, by {@link System#nanoTime}, and how many.
   *
   * @param size pictures in the micro-batch
   * @param encoded those of them that passed through the encoder
   */
  record Device(long startNanos, long encodedNanos, long scoredNanos, int size, int encoded) {}

  /**
   * The trace of a picture that arrives, {@link PictureTrace#NONE} if it is not sampled. What
   * stands in its header decides, else chance. For the task thread.
   */
  PictureTrace begin(RawRecord record);

  /**
   * The span of a micro-batch, with links to those of its pictures that are traced; {@link
   * BatchTrace#NONE} if none is. For any thread.
   */
  BatchTrace batch(List<? extends Traced> pictures, Device device);

  /** Sends what is left, as far as that goes within seconds. */
  @Override
  void close();
}
