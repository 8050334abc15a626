package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.rounds.Replay;
import io.clipstream.learning.rounds.RoundOptimisation;
import io.clipstream.learning.rounds.RoundSettings;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of how a round trains. */
final class RoundOptions {
  private static final RoundSettings DEFAULT = RoundSettings.DEFAULT;
  private static final RoundOptimisation OPTIMISATION = DEFAULT.optimisation();

  static final ConfigOption<Double> PASSES =
      key("round.passes")
          .doubleType()
          .defaultValue(OPTIMISATION.passes())
          .withDescription("How often a round sees each of its pairs.");

  static final ConfigOption<Integer> BATCH =
      key("round.batch-size")
          .intType()
          .defaultValue(OPTIMISATION.batchSize())
          .withDescription("Pairs whose similarities are compared with each other.");

  static final ConfigOption<Integer> MIN_STEPS =
      key("round.min-steps")
          .intType()
          .defaultValue(OPTIMISATION.minSteps())
          .withDescription(
              "Steps at least. If the passes over few pairs come to fewer, batches are smaller, down"
                  + " to 64, and then passes are more.");

  static final ConfigOption<Integer> CHUNK =
      key("round.chunk-size")
          .intType()
          .defaultValue(OPTIMISATION.chunkSize())
          .withDescription("Pairs that pass the encoders at once; memory grows with it.");

  static final ConfigOption<Double> RATE =
      key("round.learning-rate")
          .doubleType()
          .defaultValue(OPTIMISATION.learningRate())
          .withDescription(
              "Peak learning rate; it rises first, then falls along a cosine. 0: 0.128 divided by the"
                  + " width of the text encoder, 0.00025 for ViT-B/32.");

  static final ConfigOption<Double> WARM_UP =
      key("round.warm-up")
          .doubleType()
          .defaultValue(OPTIMISATION.warmUpShare())
          .withDescription("Share of the steps over which the rate rises.");

  static final ConfigOption<Double> WEIGHT_DECAY =
      key("round.weight-decay")
          .doubleType()
          .defaultValue(OPTIMISATION.weightDecay())
          .withDescription("Decay of weights, decoupled from the gradients.");

  static final ConfigOption<Double> CLIP_NORM =
      key("round.clip-norm")
          .doubleType()
          .defaultValue(OPTIMISATION.maxGradientNorm())
          .withDescription("Length of all gradients together at most.");

  static final ConfigOption<Double> REPLAY =
      key("round.replay")
          .doubleType()
          .defaultValue(DEFAULT.replay().perNewPair())
          .withDescription("Older pairs that are learnt from again, for each new pair.");

  static final ConfigOption<Double> DISTILLATION =
      key("round.distillation")
          .doubleType()
          .defaultValue(DEFAULT.replay().distillation())
          .withDescription(
              "How strongly the older pairs, and texts of random words, are held to what the parent"
                  + " makes of them: the weight of 1 - the cosine of their embeddings with the"
                  + " parent's, beside the loss. 0: not at all.");

  static final ConfigOption<List<String>> REPLAY_SOURCES =
      key("round.replay-sources")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Folders with captions.tsv that older pairs are also drawn from, such as what the"
                  + " first checkpoint was trained on.");

  static final ConfigOption<String> AUGMENTATION =
      key("round.augmentation")
          .stringType()
          .defaultValue(DEFAULT.augmentation())
          .withDescription("paper (a random crop) or small-set (colour, turns, outlines).");

  static final ConfigOption<String> OBJECTIVE =
      key("round.objective")
          .stringType()
          .defaultValue(DEFAULT.objective())
          .withDescription(
              "softmax: pictures and captions of a batch compete, as in CLIP. sigmoid: each picture"
                  + " with each caption by itself, as in SigLIP.");

  static final ConfigOption<Double> IMAGE_RATE =
      key("round.image-rate")
          .doubleType()
          .defaultValue(DEFAULT.imageRate())
          .withDescription(
              "Share of the learning rate that the image encoder learns at, 0 to 1. 0: it stays as"
                  + " it is and the text encoder alone learns. 1: for pictures of a kind that the"
                  + " model has never seen; it forgets more.");

  static final ConfigOption<Duration> SNAPSHOT =
      key("round.snapshot-every")
          .durationType()
          .defaultValue(DEFAULT.snapshotInterval())
          .withDescription(
              "Time between snapshots of a round: what a round that is killed trains again at"
                  + " most.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Training in a round",
          "",
          List.of(
              PASSES,
              BATCH,
              MIN_STEPS,
              CHUNK,
              RATE,
              IMAGE_RATE,
              WARM_UP,
              WEIGHT_DECAY,
              CLIP_NORM,
              REPLAY,
              DISTILLATION,
              REPLAY_SOURCES,
              AUGMENTATION,
              OBJECTIVE,
              SNAPSHOT));

  static RoundSettings read(OptionValues values) {
    return new RoundSettings(
        optimisation(values),
        new Replay(values.get(REPLAY), values.get(DISTILLATION), values.get(REPLAY_SOURCES)),
        values.required(AUGMENTATION),
        values.required(OBJECTIVE),
        values.get(IMAGE_RATE),
        values.positive(SNAPSHOT));
  }

  private static RoundOptimisation optimisation(OptionValues values) {
    return new RoundOptimisation(
        values.get(PASSES),
        values.atLeast(2, BATCH),
        values.atLeast(1, MIN_STEPS),
        values.atLeast(1, CHUNK),
        values.get(RATE),
        values.get(WARM_UP),
        values.get(WEIGHT_DECAY),
        values.get(CLIP_NORM));
  }

  private RoundOptions() {}
}
