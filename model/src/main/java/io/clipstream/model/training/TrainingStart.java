package io.clipstream.model.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.checkpoint.Architectures;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training begins with. */
public sealed interface TrainingStart {
  /** The weights, vocabulary and preprocessing of a checkpoint. */
  record Checkpoint(CheckpointDirectory directory) implements TrainingStart {
    @Override
    public ClipConfig config() {
      return directory.config();
    }

    @Override
    public Preprocessing preprocessing() {
      return directory.preprocessing();
    }

    @Override
    public Optional<Path> vocabulary() {
      return Optional.of(directory.path());
    }

    @Override
    public OptionalDouble bias() {
      return LogitBias.of(directory);
    }

    @Override
    public Weights weights(long seed, Objective objective, NDManager manager) {
      return directory.load(manager.getDevice(), DataType.FLOAT32);
    }

    @Override
    public TrainingStart at(int imageSize) {
      return imageSize == config().image().imageSize()
          ? this
          : new Resized(this, OtherResolution.of(config(), imageSize));
    }
  }

  /** A checkpoint for pictures of another side. */
  record Resized(Checkpoint original, ClipConfig config) implements TrainingStart {
    @Override
    public Preprocessing preprocessing() {
      return original.preprocessing().withImageSize(config.image().imageSize());
    }

    @Override
    public Optional<Path> vocabulary() {
      return original.vocabulary();
    }

    @Override
    public OptionalDouble bias() {
      return original.bias();
    }

    @Override
    public Weights weights(long seed, Objective objective, NDManager manager) {
      Weights weights = original.weights(seed, objective, manager);
      try {
        return OtherResolution.of(weights, original.config().image(), config);
      } catch (RuntimeException e) {
        weights.close();
        throw e;
      }
    }

    @Override
    public TrainingStart at(int imageSize) {
      return original.at(imageSize);
    }
  }

  /**
   * The image encoder of a checkpoint, and a new text encoder with a vocabulary of its own, as
   * where a locked image encoder is given its texts (Zhai et al. 2022, "LiT").
   */
  record NewTexts(TrainingStart original, ClipConfig config) implements TrainingStart {
    @Override
    public Preprocessing preprocessing() {
      return original.preprocessing();
    }

    @Override
    public Optional<Path> vocabulary() {
      return Optional.empty();
    }

    @Override
    public OptionalDouble bias() {
      return OptionalDouble.of(Objective.Sigmoid.INITIAL_BIAS);
    }

    @Override
    public Weights weights(long seed, Objective objective, NDManager manager) {
      try (Weights old = original.weights(seed, objective, manager)) {
        Weights weights = Initialisation.of(config, seed, objective, manager.newSubManager());
        weights.arrays().keySet().stream()
            .filter(ParameterTable::isOfImages)
            .forEach(name -> old.get(name).copyTo(weights.get(name)));
        return weights;
      }
    }

    @Override
    public TrainingStart at(int imageSize) {
      return original.at(imageSize).withTextsOf(config);
    }
  }

  /** Random weights of an architecture. */
  record Architecture(ClipConfig config) implements TrainingStart {
    @Override
    public Preprocessing preprocessing() {
      return Preprocessing.clip(config.image().imageSize());
    }

    @Override
    public Optional<Path> vocabulary() {
      return Optional.empty();
    }

    @Override
    public OptionalDouble bias() {
      return OptionalDouble.of(Objective.Sigmoid.INITIAL_BIAS);
    }

    @Override
    public Weights weights(long seed, Objective objective, NDManager manager) {
      return Initialisation.of(config, seed, objective, manager.newSubManager());
    }

    @Override
    public TrainingStart at(int imageSize) {
      return new Architecture(OtherResolution.of(config, imageSize));
    }
  }

  /**
   * The checkpoint in a directory.
   *
   * @throws io.clipstream.model.ModelException if there is none
   */
  static TrainingStart checkpoint(Path directory) {
    return new Checkpoint(CheckpointDirectory.open(directory));
  }

  /**
   * A released architecture, or one of a JSON file in the form of OpenCLIP's {@code model_cfg}.
   *
   * @param nameOrFile a file ends with {@code .json}
   * @throws io.clipstream.schemas.SettingException if there is none of that name
   */
  static TrainingStart architecture(String nameOrFile) {
    return new Architecture(
        nameOrFile.endsWith(".json")
            ? Architectures.read(Path.of(nameOrFile))
            : Architectures.named(nameOrFile));
  }

  /**
   * The image encoder of this start with the text encoder of an architecture, new, and a new
   * vocabulary.
   *
   * @param texts whose embedding dimension this start's must be
   * @throws io.clipstream.schemas.SettingException if it is not
   */
  default TrainingStart withTextsOf(ClipConfig texts) {
    ClipConfig here = config();
    if (texts.embeddingDimension() != here.embeddingDimension()) {
      throw new SettingException(
          "the new text encoder has embeddings of %d numbers, expected %d as the image encoder"
              .formatted(texts.embeddingDimension(), here.embeddingDimension()));
    }
    return new NewTexts(
        this,
        new ClipConfig(here.embeddingDimension(), here.image(), texts.text(), texts.logitBias()));
  }

  /**
   * The same start for pictures of another side; a checkpoint's position embeddings are
   * interpolated. A side that it has already changes nothing.
   *
   * @param imageSize in pixels
   * @throws io.clipstream.schemas.SettingException if the image tower cannot take it
   */
  TrainingStart at(int imageSize);

  ClipConfig config();

  Preprocessing preprocessing();

  /** The directory with the tokenizer; empty if one is to be learnt. */
  Optional<Path> vocabulary();

  /** The bias that the sigmoid begins with; empty if it is to be fitted. */
  OptionalDouble bias();

  /**
   * The weights on the device of {@code manager}; the caller closes them.
   *
   * @param seed of random ones
   * @param objective whose logit scale random ones begin with
   */
  Weights weights(long seed, Objective objective, NDManager manager);
}
