package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes, a picture costs no more than its budget; figures in docs/reliability.md. */
class HostilePicturesTest {
  @Test
  void thousandsOfHostilePicturesKeepToTheBudget() throws IOException {
    run(1, 3_000, Duration.ofMinutes(5));
  }

  @Test
  @Tag("soak")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void anHourOfHostilePicturesKeepsToTheBudget() throws IOException {
    for (long seed = 2, end = System.nanoTime() + Duration.ofHours(1).toNanos();
        System.nanoTime() < end;
        seed++) {
      run(seed, 20_000, Duration.ofNanos(end - System.nanoTime()));
    }
  }

  private static void run(long seed, int count, Duration atMost) throws IOException {
    HostilePictures pictures = new HostilePictures(seed);
    Map<RejectReason, Integer> rejected = new EnumMap<>(RejectReason.class);
    int decoded = 0;
    Cost worst = Cost.NONE;
    long end = System.nanoTime() + atMost.toNanos();
    for (int i = 0; i < count && System.nanoTime() < end; i++) {
      byte[] picture = pictures.next();
      int side = i % 2 == 0 ? 224 : 0;
      Cost.Of<DecodeResult> result = Cost.of(() -> Pictures.DECODER.decode(picture, side));
      result.cost().assertWithinBudget("seed " + seed + ", picture " + i);
      worst = worst.max(result.cost());
      if (result.value() instanceof Rejected rejection) {
        assertThat(rejection.message().lines().count()).isEqualTo(1);
        rejected.merge(rejection.reason(), 1, Integer::sum);
      } else {
        assertThat(((Decoded) result.value()).picture().argb()).isNotEmpty();
        decoded++;
      }
    }
    System.out.printf("seed %d: %d decoded, %s, worst %s%n", seed, decoded, rejected, worst);
    assertThat(decoded).isPositive();
    assertThat(rejected).isNotEmpty();
  }
}
