package io.clipstream.operators.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.Checkpoints;
import io.clipstream.operators.testing.LogReader;
import io.clipstream.operators.testing.Records;
import io.clipstream.operators.trace.Tracing;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.function.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PipelineCloseTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  /** Of a task that has ended: nobody does the work. */
  private static final class DeadMailbox implements MailboxExecutor {
    @Override
    public void execute(
        MailOptions options,
        ThrowingRunnable<? extends Exception> command,
        String format,
        Object... args) {}

    @Override
    public void yield() {}

    @Override
    public boolean tryYield() {
      return false;
    }

    @Override
    public boolean shouldInterrupt() {
      return false;
    }
  }

  @TempDir Path dir;

  @Test
  void aDeviceThatOutlastsThePatienceLetsGoOfItsModelWhenItIsDone() throws Exception {
    TaggerSettings settings =
        new TaggerSettingsBuilder("job", "shop")
            .device("cpu")
            .allowedPrefixes(List.of(dir.toString()))
            .build();
    Eventually.await("no model of others").until(() -> TaggingModel.loaded() == 0);
    TaggerHarness tagger =
        TaggerHarness.started(
            settings,
            LogReader.of(
                "close",
                Records.announced(0, Checkpoints.write(dir.resolve("a"), 1, 16)),
                Records.published(0, Records.set("default", 1, "cat"))));
    Workers workers = new Workers(1, "close", SHORT);
    CountDownLatch busy = new CountDownLatch(1);
    workers.device.execute(() -> awaitLikeNativeCode(busy));
    Pipeline pipeline = pipeline(settings, tagger, workers);
    pipeline.add(image(tagger.tagger().generation()));

    pipeline.close();
    tagger.close();
    assertThat(TaggingModel.loaded()).isEqualTo(1);
    assertThat(workers.device.isTerminated()).isFalse();

    busy.countDown();
    Eventually.await("the model's end").until(() -> TaggingModel.loaded() == 0);
  }

  private static Pipeline pipeline(TaggerSettings settings, TaggerHarness tagger, Workers workers) {
    return new Pipeline(
        settings,
        new DeadMailbox(),
        tagger.getProcessingTimeService(),
        new TaggerMetrics(new UnregisteredMetricsGroup(), () -> 0, () -> 0),
        image -> {},
        workers,
        Tracing.OFF);
  }

  private static ImageEntry image(Generation generation) {
    RawRecord record = Records.image(0);
    ImageEvent event =
        ((Decoding.Ok<ImageEvent>) AvroCodec.singleObject(ImageEvent.class).decode(record.value()))
            .value();
    return ImageEntry.accepted(
        record, null, event, generation.retain(), generation.bank("default").orElseThrow(), 0);
  }

  /** It does not hear interrupts. */
  private static void awaitLikeNativeCode(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // Goes on.
      }
    }
  }
}
