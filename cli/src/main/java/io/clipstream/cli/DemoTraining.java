package io.clipstream.cli;

import io.clipstream.jobs.options.TrainingJobSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the demo's training job is set. The augmentation is the one of drawings. The checkpoint in
 * the box is small and a person waits for it, so its rounds are short ones in which both encoders
 * learn and what is known is held fast (docs/learning.md, "What keeps the old").
 */
final class DemoTraining {
  /**
   * What {@code demo --learn} sends at once: a quarter of it is enough to measure with. Half the
   * steps of the default, which take a minute on a small machine.
   */
  static final List<String> OF_MANY =
      List.of(
          "--captions.held-out=0.25",
          "--round.after-pairs=40",
          "--round.min-steps=120",
          "--round.image-rate=1",
          "--round.distillation=60",
          "--gate.min-held-out=10");

  /**
   * What one person corrects in a few minutes: nearly half of it is kept to measure with, since the
   * gate's exact test wants six pairs at least. A person waits for the round, so it takes the steps
   * of its passes alone, and both encoders learn in these; beside so few new pairs the old ones are
   * held fast. The person says when a round begins.
   */
  static final List<String> OF_CORRECTIONS =
      List.of(
          "--captions.held-out=0.4",
          "--round.after-pairs=40",
          "--round.passes=30",
          "--round.min-steps=1",
          "--round.batch-size=64",
          "--round.image-rate=1",
          "--round.replay=5",
          "--round.distillation=30",
          "--gate.alphas=0.5,0.75,1.0",
          "--gate.min-held-out=6",
          "--gate.margin=0.03",
          "--gate.baseline-margin=0.03");

  private DemoTraining() {}

  /** Pictures to teach, to replay and to measure with, that come with the project. */
  static Path samples() {
    return Samples.labels().resolveSibling("learn").toAbsolutePath().normalize();
  }

  /**
   * @param directory takes the pair store and new checkpoints
   * @param amount options that depend on how many pairs come: one of those above
   */
  static TrainingJobSettings settings(
      String bootstrap, ModelOptions model, Path directory, List<String> amount) {
    Path home = directory.toAbsolutePath().normalize();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--job.name=demo-learner",
                "--kafka.bootstrap.servers=" + bootstrap,
                "--model.name=" + Announcement.MODEL,
                "--model.allowed-prefixes=/",
                "--checkpoints.path=" + home.resolve("models"),
                "--store.path=" + home.resolve("pairs"),
                "--state.dir=" + home.resolve("state"),
                "--device=" + model.device(),
                "--round.scan-interval=1s",
                "--round.augmentation=small-set",
                "--gate.interval-margin=0.1",
                "--gate.max-flips=0.8",
                "--checkpoint.interval=1s"));
    arguments.addAll(amount);
    if (model.isTheBox()) {
      arguments.addAll(ofTheBox());
    }
    return TrainingJobSettings.parse(arguments);
  }

  /** What the checkpoint in the box was trained on, to replay, and what it must go on knowing. */
  private static List<String> ofTheBox() {
    return List.of(
        "--round.replay-sources="
            + samples().getParent(), // its table names pictures of both folders
        "--gate.pinned=" + samples().resolve("old").resolve("classes.tsv"),
        "--gate.templates=" + samples().resolve("templates.txt"));
  }
}
