package io.clipstream.cli;

import io.clipstream.model.training.data.Augmentation;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.TrainingData;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where pairs come from and how they become batches. */
final class TrainingDataOptions {
  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "Folders with captions.tsv or tables like it, Avro files of captioned images, or tars.")
  private List<Path> data;

  @Option(
      names = "--distinct",
      description = "Pictures whose first captions are equal go to different batches.")
  private boolean distinct;

  @Option(
      names = "--shuffle-buffer",
      defaultValue = "" + PairSource.DEFAULT_BUFFER,
      paramLabel = "PAIRS",
      description = "Held back while shuffling Avro files and tars. Default: ${DEFAULT-VALUE}.")
  private int buffer;

  @Option(
      names = "--decoders",
      paramLabel = "THREADS",
      description = "Threads that decode and vary pictures. Default: all cores but one.")
  private Integer decoders;

  @Option(
      names = "--cache",
      defaultValue = "1024",
      paramLabel = "MIB",
      description = "Memory for decoded pictures. Default: 1024.")
  private long cacheMebibytes;

  /**
   * What is learnt from.
   *
   * @throws SettingException if the shuffle buffer is out of its range
   */
  TrainingData data() {
    return new TrainingData(data, buffer, distinct);
  }

  /**
   * How pairs become batches.
   *
   * @throws SettingException if a number is out of its range
   */
  LoaderSettings settings(int batch, int side, long seed, Augmentation augmentation) {
    LoaderSettings settings =
        LoaderSettings.of(batch, side, seed)
            .withAugmentation(augmentation)
            .withCacheBytes(cacheMebibytes << 20)
            .withDistinct(distinct);
    return decoders == null ? settings : settings.withThreads(decoders);
  }
}
