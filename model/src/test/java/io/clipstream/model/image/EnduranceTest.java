package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EnduranceTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void aThousandPicturesLeaveMemoryFlat() throws IOException {
    runFlat(1_000);
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void fiftyThousandPicturesLeaveMemoryFlat() throws IOException {
    runFlat(50_000);
  }

  private static void runFlat(int count) throws IOException {
    List<byte[]> pictures = new ArrayList<>(Samples.ofEveryFormat().values());
    pictures.addAll(pictures.stream().map(b -> Arrays.copyOf(b, b.length / 2)).toList());
    Preprocessor clip = new Preprocessor(Preprocessing.clip(64));
    decode(pictures, clip, count / 10 + 500); // readers, tables and compiled code are in place
    long heap = usedHeap();
    long outside = outsideHeap();
    decode(pictures, clip, count);
    assertThat(usedHeap() - heap).isLessThan(4 << 20);
    assumeTrue(Files.exists(STATUS), "no /proc here: resident memory was not looked at");
    assertThat(outsideHeap() - outside).isLessThan(32 << 20);
  }

  private static void decode(List<byte[]> pictures, Preprocessor clip, int count) {
    for (int i = 0; i < count; i++) {
      if (Pictures.DECODER.decode(pictures.get(i % pictures.size()), 16)
          instanceof DecodeResult.Decoded decoded) {
        clip.apply(decoded.picture());
      }
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      pause(); // native handles are let go by a thread of their own, and their wrappers after that
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Resident memory less the heap, which grows as it likes; zero where nobody tells. */
  private static long outsideHeap() throws IOException {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    long resident =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    return resident - Runtime.getRuntime().totalMemory();
  }
}
