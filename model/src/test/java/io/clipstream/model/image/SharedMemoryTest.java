package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.cost.SharedMemory;
import io.clipstream.model.image.jpeg.JpegEngine;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Memory that pictures share is given back, and waiting for it can be ended. */
class SharedMemoryTest {
  @Test
  void aThreadThatWaitsForMemoryIsInterruptedAndLeavesNothingTaken() throws Exception {
    byte[] png = Heavy.png(500, 500, 8, 2, 0);
    SharedMemory memory = new SharedMemory(3 << 20);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, memory, JpegEngine.chosen());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                decoder.decode(png);
              } catch (CancellationException stopped) {
                thrown.set(Thread.currentThread().isInterrupted() ? stopped : null);
              }
            });
    try (SharedMemory.Share all = memory.take((3 << 20) - 1024)) {
      waiting.start();
      waiting.interrupt();
      waiting.join();
    }
    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    memory.take((3 << 20) - 1024).close();
    assertThat(decoder.decode(png)).isInstanceOf(Decoded.class);
  }

  @Test
  void whatFailsWithThePictureGivesItsMemoryBack() {
    byte[] png = Heavy.png(500, 500, 8, 2, 0);
    SharedMemory memory = new SharedMemory(3 << 20);
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT, memory, JpegEngine.chosen());
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  decoder.decode(
                      png,
                      0,
                      result -> {
                        throw new IllegalStateException("of no use");
                      }));
    }
    memory.take((3 << 20) - 1024).close();
  }
}
