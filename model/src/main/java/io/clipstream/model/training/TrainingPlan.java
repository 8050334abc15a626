package io.clipstream.model.training;

import ai.djl.ndarray.types.DataType;
import io.clipstream.model.training.data.LoaderSettings;
import io.clipstream.model.training.data.TrainingData;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A training from its data to the checkpoint.
 *
 * @param start what it begins with
 * @param data what it learns from
 * @param words what is known of words besides
 * @param loading how pairs become batches
 * @param settings the course
 * @param tuning how gently the start's weights are taught
 * @param vocabulary a directory with a tokenizer; empty for the start's, or else a new one
 * @param output where it is kept, and what comes of it
 */
public record TrainingPlan(
    TrainingStart start,
    TrainingData data,
    WordKnowledge words,
    LoaderSettings loading,
    TrainingSettings settings,
    FineTuning tuning,
    Optional<Path> vocabulary,
    Output output) {
  /**
   * @throws SettingException if the vectors of words are wider than the text encoder
   */
  public TrainingPlan {
    int width = start.config().text().width();
    if (words.vectors().dimension() > width) {
      throw new SettingException(
          "the vectors of words have %d numbers, expected at most the text encoder's width %d"
              .formatted(words.vectors().dimension(), width));
    }
  }

  /**
   * What comes of a training.
   *
   * @param directory the checkpoint to make; must not exist
   * @param resume whether to go on with the run that was begun for it
   * @param snapshotEvery time between snapshots
   * @param type of the weights
   * @param command that was given, for the model card
   * @param card text of the user's for the model card; may be empty
   */
  public record Output(
      Path directory,
      boolean resume,
      Duration snapshotEvery,
      DataType type,
      String command,
      String card) {
    /** Where vocabulary, snapshots and metrics are kept. */
    public Path runDirectory() {
      return directory.resolveSibling(directory.getFileName() + ".run");
    }
  }

  /** The directory with the tokenizer that is given. */
  Optional<Path> givenVocabulary() {
    return vocabulary.or(start::vocabulary);
  }
}
