package io.clipstream.jobs.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.training.data.Augmentation;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where pairs come from and how they become batches. */
final class TrainingDataOptions {
  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description = "Folders with captions.tsv, Avro files of captioned images, or tars.")
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
   * All of the data as one.
   *
   * @param skips takes what is passed over
   * @throws ModelException naming what cannot be read
   */
  PairSource source(SkipLog skips) {
    if (buffer < 1) {
      throw new ModelException("the shuffle buffer is " + buffer + ", expected 1 pair or more");
    }
    List<PairSource> sources = new ArrayList<>();
    for (Path path : data) {
      try {
        sources.add(PairSource.open(path, buffer, skips));
      } catch (IOException e) {
        throw new ModelException(path + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return PairSource.join(sources);
  }

  /** The captions of all pairs, for a vocabulary. */
  List<String> captions(long seed) throws IOException {
    List<String> captions = new ArrayList<>();
    try (PairStream stream = source(new SkipLog()).stream(seed, 0)) {
      for (Optional<Pair> pair = stream.next(); pair.isPresent(); pair = stream.next()) {
        captions.addAll(pair.get().captions());
      }
    }
    return captions;
  }

  /**
   * How pairs become batches.
   *
   * @throws ModelException if a number is out of its range
   */
  LoaderSettings settings(int batch, int side, long seed, Augmentation augmentation) {
    LoaderSettings settings =
        LoaderSettings.of(batch, side, seed)
            .withAugmentation(augmentation)
            .withCacheBytes(cacheMebibytes << 20)
            .withDistinct(distinct);
    return decoders == null ? settings : settings.withThreads(decoders);
  }

  /** What decides on the batches beside the loader's settings; threads and cache do not. */
  String described(Augmentation augmentation) {
    List<String> names = data.stream().map(path -> path.getFileName() + "").toList();
    return names + " distinct " + distinct + " buffer " + buffer + " " + augmentation;
  }
}
