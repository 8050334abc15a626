package io.clipstream.cli;

import io.clipstream.control.CheckpointHistory;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.model.checkpoint.Calibration;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.text.Tokenizer;
import io.clipstream.model.zeroshot.CutPrompts;
import io.clipstream.model.zeroshot.PublishedLabels;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Scoring;
import io.clipstream.schemas.SettingException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Holds the prompts of a label set against the models that will read them, as far as these lie on
 * this machine: their vocabularies say what is cut. No weights are read.
 */
final class PromptCheck {
  private PromptCheck() {}

  /**
   * Warnings, a line each. The models are those in force; where none was ever announced it is the
   * one that comes with clipstream.
   */
  static List<String> warnings(KafkaClients clients, KafkaConnection kafka, LabelSet set) {
    return directories(clients, kafka).stream()
        .flatMap(directory -> warning(directory, set).stream())
        .toList();
  }

  /**
   * Why jobs would refuse the set: a model in force that cannot give such scores.
   *
   * @throws SettingException if there is one
   */
  static void requireScores(KafkaClients clients, KafkaConnection kafka, LabelSet set) {
    if (set.getScoring() != Scoring.PAIRWISE) {
      return; // the others need nothing of a checkpoint, so none need be read
    }
    for (Path directory : directories(clients, kafka)) {
      Optional<Calibration> found = calibration(directory);
      if (found.isPresent() && found.get().bias().isEmpty()) {
        throw new SettingException(
            "label set %s: %s; it would be used with the model in %s"
                .formatted(
                    Quoting.quote(set.getId()),
                    PublishedLabels.prompts(set).scoring().refusal(false).orElseThrow(),
                    directory));
      }
    }
  }

  /**
   * What a swap would make of the thresholds of the sets in force, as far as it can be seen here.
   */
  static List<String> thresholds(
      KafkaClients clients,
      KafkaConnection kafka,
      Path directory,
      Optional<CheckpointEvent> before) {
    try {
      Calibration after = CheckpointDirectory.open(directory).calibration();
      Collection<LabelSet> sets = LabelLog.read(clients, kafka).inForce().values();
      return ThresholdCheck.warnings(
          before.flatMap(PromptCheck::local).flatMap(PromptCheck::calibration), after, sets);
    } catch (ClipstreamException e) {
      return List.of(); // no topic of label sets yet, or the directory's own error will be said
    }
  }

  private static Optional<Calibration> calibration(Path directory) {
    try {
      return Optional.of(CheckpointDirectory.open(directory).calibration());
    } catch (ClipstreamException e) {
      return Optional.empty(); // it is elsewhere, or its own error says what is wrong
    }
  }

  private static List<Path> directories(KafkaClients clients, KafkaConnection kafka) {
    try {
      CheckpointHistory log = CheckpointLog.read(clients, kafka);
      if (!log.entries().isEmpty()) {
        return log.entries().stream()
            .map(entry -> entry.event().getModelName())
            .distinct()
            .flatMap(model -> log.inForce(model).stream())
            .flatMap(event -> local(event).stream())
            .distinct()
            .toList();
      }
    } catch (ClipstreamException e) {
      // No topic of checkpoints yet: whoever publishes labels first is about to start.
    }
    return box().stream().toList();
  }

  private static Optional<Path> box() {
    try {
      return Optional.of(BoxCheckpoint.directory());
    } catch (ClipstreamException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> local(CheckpointEvent event) {
    try {
      StoragePlace place = StoragePlace.parse(event.getUri());
      return place.isLocal() ? Optional.of(place.local()) : Optional.empty();
    } catch (ClipstreamException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> warning(Path directory, LabelSet set) {
    try (Tokenizer tokenizer = tokenizer(directory)) {
      return CutPrompts.warning(tokenizer, PublishedLabels.prompts(set))
          .map(words -> "to the model in " + directory + " " + words);
    } catch (ClipstreamException e) {
      return Optional.empty(); // it is elsewhere, or its own error says what is wrong
    }
  }

  private static Tokenizer tokenizer(Path directory) {
    int context = CheckpointDirectory.open(directory).config().text().contextLength();
    return Tokenizer.load(directory, context);
  }
}
