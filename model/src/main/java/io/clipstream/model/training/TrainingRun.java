package io.clipstream.model.training;

import io.clipstream.model.ClipConfig;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.training.data.WordLesson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What is trained, how, and where it is kept.
 *
 * @param config the architecture
 * @param preprocessing of the pictures
 * @param tokenizer of the captions
 * @param settings the course of the training
 * @param directory takes the snapshot and the metrics of the run
 * @param snapshotEvery time between snapshots
 * @param data what the batches are made of and how, in words; a run goes on only with the same
 * @param tuning how gently trained weights are taught further
 * @param words what texts alone teach
 */
public record TrainingRun(
    ClipConfig config,
    Preprocessing preprocessing,
    Tokenizer tokenizer,
    TrainingSettings settings,
    Path directory,
    Duration snapshotEvery,
    String data,
    FineTuning tuning,
    WordLesson words) {
  private static final int HELD_TEXTS = 2048;

  /** A run that learns everything. */
  public TrainingRun(
      ClipConfig config,
      Preprocessing preprocessing,
      Tokenizer tokenizer,
      TrainingSettings settings,
      Path directory,
      Duration snapshotEvery,
      String data) {
    this(
        config,
        preprocessing,
        tokenizer,
        settings,
        directory,
        snapshotEvery,
        data,
        FineTuning.NONE,
        WordLesson.NONE);
  }

  /** A run whose data is known to its caller alone. */
  public TrainingRun(
      ClipConfig config,
      Preprocessing preprocessing,
      Tokenizer tokenizer,
      TrainingSettings settings,
      Path directory,
      Duration snapshotEvery,
      FineTuning tuning) {
    this(
        config,
        preprocessing,
        tokenizer,
        settings,
        directory,
        snapshotEvery,
        "",
        tuning,
        WordLesson.NONE);
  }

  public TrainingRun {
    if (tokenizer.vocabularySize() > config.text().vocabularySize()) {
      throw new ModelException(
          "the vocabulary has "
              + tokenizer.vocabularySize()
              + " tokens, expected at most the "
              + config.text().vocabularySize()
              + " of the text encoder; train a vocabulary of that size");
    }
  }

  PairEncoding.Positives positives() {
    if (!settings.equalCaptionsArePositives()) {
      return PairEncoding.Positives.NONE;
    }
    return tuning.bySubject()
        ? PairEncoding.Positives.OF_ONE_SUBJECT
        : PairEncoding.Positives.OF_ONE_CAPTION;
  }

  /** What distillation holds besides pairs that are known: many words, as captions have few. */
  RandomTexts heldTexts() {
    return tuning.distillation() == 0
        ? RandomTexts.NONE
        : RandomTexts.of(tokenizer, config.text(), HELD_TEXTS, settings.seed());
  }

  Path snapshotFile() {
    return snapshotIn(directory);
  }

  /** Where the run of a directory keeps its last snapshot, once there is one. */
  public static Path snapshotIn(Path directory) {
    return directory.resolve("snapshot.safetensors");
  }

  /** Where the course of the run is kept, as TSV. */
  public Path metricsFile() {
    return directory.resolve("metrics.tsv");
  }

  /** Whether there is a snapshot of another run, or a damaged one, which would stop this run. */
  public boolean hasForeignSnapshot() {
    return Files.exists(snapshotFile()) && !Snapshot.isOf(fingerprint(), snapshotFile());
  }

  /** What a snapshot must have been made with to be gone on with. */
  String fingerprint() {
    String gently = tuning.equals(FineTuning.NONE) ? "" : " " + tuning;
    String said = config + " " + preprocessing + " " + settings + gently + words.described();
    return (said + " " + data).strip();
  }
}
