package io.clipstream;

import ai.djl.ndarray.types.DataType;
import io.clipstream.model.Precision;
import io.clipstream.model.training.FineTuning;
import io.clipstream.model.training.Objective;
import io.clipstream.model.training.OptimiserSettings;
import io.clipstream.model.training.TrainingPlan;
import io.clipstream.model.training.TrainingSettings;
import io.clipstream.model.training.TrainingStart;
import io.clipstream.model.training.WordKnowledge;
import io.clipstream.model.training.data.Augmentation;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.TrainingData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is chosen of a training, and the defaults of what is not: those of the command line. */
final class TrainingChoices {
  private static final int BATCH = 256;
  private static final long CACHE_BYTES = 1L << 30;

  final TrainingStart start;
  List<Path> data = List.of();
  boolean distinct;
  Augmentation augmentation = Augmentation.PAPER;
  int batch = BATCH;
  int chunk = BATCH;
  long steps = 1_000;
  OptionalLong warmUp = OptionalLong.empty();
  double rate = 5e-4;
  double average;
  String objective = "softmax";
  long seed = 1;
  String device = "auto";
  boolean resume;
  Duration snapshotEvery = Duration.ofMinutes(5);

  TrainingChoices(TrainingStart start) {
    this.start = start;
  }

  TrainingPlan plan(Path output) {
    int side = start.config().image().imageSize();
    return new TrainingPlan(
        start,
        new TrainingData(data, PairSource.DEFAULT_BUFFER, distinct),
        WordKnowledge.NONE,
        LoaderSettings.of(batch, side, seed)
            .withAugmentation(augmentation)
            .withCacheBytes(CACHE_BYTES)
            .withDistinct(distinct),
        settings(),
        FineTuning.NONE,
        Optional.empty(),
        new TrainingPlan.Output(
            output, resume, snapshotEvery, DataType.FLOAT16, "io.clipstream.Training", ""));
  }

  private TrainingSettings settings() {
    return new TrainingSettings(
        batch,
        Math.min(chunk, batch),
        1,
        steps,
        warmUp.orElse(Math.min(2_000, steps / 10)),
        rate,
        OptimiserSettings.of(start.config()),
        average,
        true,
        seed,
        Precision.FP32,
        Objective.named(objective, start.bias()));
  }
}
