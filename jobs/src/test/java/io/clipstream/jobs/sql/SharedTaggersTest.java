package io.clipstream.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.operators.generation.Lease;
import io.clipstream.schemas.ResourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SharedTaggersTest {
  @TempDir Path dir;

  private static SqlSettings settings(String checkpoint) {
    return new SqlSettings(
        checkpoint,
        List.of("cat", "dog"),
        List.of("{}"),
        Scoring.SOFTMAX,
        1,
        "cpu",
        Precision.FP32,
        Kernels.MEASURED,
        4,
        Duration.ofMillis(1));
  }

  /** A subtask that opens; what it ends with. */
  private static final class Opening {
    final FutureTask<Throwable> end;
    final Thread task;

    Opening(SqlSettings settings) {
      end =
          new FutureTask<>(
              () -> {
                try (Lease<SqlTagger> lease = SharedTaggers.acquire(settings)) {
                  return null;
                } catch (Exception e) {
                  return e;
                }
              });
      task = new Thread(end, "opening");
      task.start();
    }
  }

  @Test
  void everySubtaskThatWaitsForALoadingCanBeCancelled() throws Exception {
    HangingFiles.asked = new CountDownLatch(1);
    SqlSettings settings = settings("hanging:/models/clip");
    List<Opening> openings = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      openings.add(new Opening(settings));
    }
    HangingFiles.asked.await();
    // A model that loads does not wait for the one that does not.
    SharedTaggers.acquire(settings(checkpoint().toString())).close();
    for (Opening opening : openings) {
      opening.task.interrupt();
      assertThat(opening.end.get(1, TimeUnit.MINUTES)).isInstanceOf(InterruptedException.class);
    }
    assertThat(SharedTaggers.size()).isZero();
  }

  @Test
  void whatCannotBeLoadedIsToldAndTriedAgain() throws Exception {
    SqlSettings settings = settings(dir.resolve("checkpoint").toString());
    assertThatThrownBy(() -> SharedTaggers.acquire(settings))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(dir.resolve("checkpoint").toString());
    assertThat(SharedTaggers.size()).isZero();
    checkpoint();
    SharedTaggers.acquire(settings).close();
    assertThat(SharedTaggers.size()).isZero();
  }

  @Test
  void nothingPendsForEverWhenATaggerIsClosed() throws Exception {
    byte[] levels = new byte[3 * SmallCheckpoint.SIDE * SmallCheckpoint.SIDE];
    byte[] picture = Preprocessor.png(levels, SmallCheckpoint.SIDE);
    Lease<SqlTagger> lease = SharedTaggers.acquire(settings(checkpoint().toString()));
    List<CompletableFuture<Tagged>> results = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      results.add(lease.get().tag(picture));
    }
    lease.close();
    CompletableFuture<?> all = CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
    all.handle((result, failure) -> true).get(1, TimeUnit.MINUTES);
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.handle((tagged, failure) -> tagged != null || failure != null))
                    .isCompletedWithValue(true));
  }

  @Test
  void aPictureThatTheEncoderDoesNotTakeIsRejectedAndTheOthersOfItsBatchAreTagged()
      throws Exception {
    int side = SmallCheckpoint.SIDE;
    try (SqlTagger tagger = SqlTagger.load(settings(checkpoint().toString()), () -> false)) {
      byte[] good = new byte[3 * side * side];
      List<Tagged> results = tagger.tagAll(List.of(good, new byte[7], good, good));
      assertThat(results).hasSize(4);
      assertThat(results.get(1)).isInstanceOf(Tagged.Rejected.class);
      assertThat(((Tagged.Rejected) results.get(1)).reason()).isEqualTo("NOT_ENCODABLE");
      assertThat(List.of(results.get(0), results.get(2), results.get(3)))
          .allSatisfy(result -> assertThat(result).isInstanceOf(Tagged.Tags.class));
    }
  }

  private Path checkpoint() {
    return SmallCheckpoint.write(dir.resolve("checkpoint"), 7).directory();
  }
}
