package io.clipstream.model.training.data;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The data of a training.
 *
 * @param paths what {@link PairSource#open} takes, one or more; they are mixed
 * @param buffer pairs held back while shuffling Avro files and tars
 * @param distinct whether pictures whose first captions are equal go to different batches
 */
public record TrainingData(List<Path> paths, int buffer, boolean distinct) {
  public TrainingData {
    paths = List.copyOf(paths);
    if (buffer < 1) {
      throw new SettingException("the shuffle buffer is " + buffer + ", expected 1 pair or more");
    }
  }

  /**
   * All of the data as one.
   *
   * @param skips takes what is passed over
   * @throws ResourceException naming what cannot be read
   */
  public PairSource source(SkipLog skips) {
    List<PairSource> sources = new ArrayList<>();
    for (Path path : paths) {
      try {
        sources.add(PairSource.open(path, buffer, skips));
      } catch (IOException e) {
        throw new ResourceException(path + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return PairSource.join(sources);
  }

  /** The captions of all pairs, for a vocabulary. */
  public List<String> captions(long seed) throws IOException {
    List<String> captions = new ArrayList<>();
    try (PairStream stream = source(new SkipLog()).stream(seed, 0)) {
      for (Optional<Pair> pair = stream.next(); pair.isPresent(); pair = stream.next()) {
        captions.addAll(pair.get().captions());
      }
    }
    return captions;
  }

  /** What decides on the batches beside the loader's settings; threads and cache do not. */
  public String described(Augmentation augmentation) {
    List<String> names = paths.stream().map(path -> path.getFileName() + "").toList();
    return names + " distinct " + distinct + " buffer " + buffer + " " + augmentation;
  }
}
