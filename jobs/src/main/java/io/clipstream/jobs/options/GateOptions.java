package io.clipstream.jobs.options;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.clipstream.learning.GuardedSets;
import io.clipstream.learning.rounds.GateSettings;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Options of what a round's outcome must show. */
final class GateOptions {
  private static final GateSettings DEFAULT = GateSettings.DEFAULT;

  static final ConfigOption<List<Double>> ALPHAS =
      key("gate.alphas")
          .doubleType()
          .asList()
          .defaultValues(DEFAULT.alphas().toArray(new Double[0]))
          .withDescription("Shares of the trained weights to try, the rest being the parent's.");

  static final ConfigOption<Integer> MIN_HELD_OUT =
      key("gate.min-held-out")
          .intType()
          .defaultValue(DEFAULT.minHeldOut())
          .withDeprecatedKeys("gate.least-held-out")
          .withDescription(
              "With fewer new held-out pairs, or fewer than 6, a round makes a candidate at best.");

  static final ConfigOption<Integer> MAX_HELD_OUT =
      key("gate.max-held-out")
          .intType()
          .defaultValue(DEFAULT.maxHeldOut())
          .withDeprecatedKeys("gate.most-held-out")
          .withDescription(
              "Held-out pairs that are measured at most, of the new and the old each.");

  static final ConfigOption<Double> MARGIN =
      key("gate.margin")
          .doubleType()
          .defaultValue(DEFAULT.margin())
          .withDescription("Most that an old measurement may fall below the parent's.");

  static final ConfigOption<Double> INTERVAL_MARGIN =
      key("gate.interval-margin")
          .doubleType()
          .defaultValue(DEFAULT.intervalMargin())
          .withDescription("Most that the lower end of its 95 % interval may lie below 0.");

  static final ConfigOption<Double> BASELINE_MARGIN =
      key("gate.baseline-margin")
          .doubleType()
          .defaultValue(DEFAULT.baselineMargin())
          .withDescription("Most that an old measurement may lie below the baseline's.");

  static final ConfigOption<Double> MAX_FLIPS =
      key("gate.max-flips")
          .doubleType()
          .defaultValue(DEFAULT.maxFlips())
          .withDeprecatedKeys("gate.most-flips")
          .withDescription(
              "Share of decisions under each label set in force that may change at most.");

  static final ConfigOption<List<String>> PINNED =
      key("gate.pinned")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription(
              "Tables of labelled pictures (path, class) whose zero-shot accuracy is guarded.");

  static final ConfigOption<String> TEMPLATES =
      key("gate.templates")
          .stringType()
          .defaultValue(GuardedSets.NONE.templates())
          .withDescription("Prompt templates of these: a name or a file, as for clipstream tag.");

  static final ConfigOption<String> BASELINE =
      key("gate.baseline")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Directory of the checkpoint that small losses must not lead below. Not given: the"
                  + " parent of each round, and nothing holds small losses from adding up.");

  static final OptionGroup GROUP =
      new OptionGroup(
          "Gate",
          "Accuracies are shares: 0.01 is one picture in a hundred.",
          List.of(
              ALPHAS,
              MIN_HELD_OUT,
              MAX_HELD_OUT,
              MARGIN,
              INTERVAL_MARGIN,
              BASELINE_MARGIN,
              MAX_FLIPS,
              PINNED,
              TEMPLATES,
              BASELINE));

  static GateSettings read(OptionValues values) {
    return new GateSettings(
        values.get(ALPHAS),
        values.atLeast(2, MIN_HELD_OUT),
        values.atLeast(2, MAX_HELD_OUT),
        values.get(MARGIN),
        values.get(INTERVAL_MARGIN),
        values.get(BASELINE_MARGIN),
        values.get(MAX_FLIPS));
  }

  static GuardedSets guarded(OptionValues values) {
    return new GuardedSets(
        values.get(PINNED), values.required(TEMPLATES), values.find(BASELINE).orElse(null));
  }

  private GateOptions() {}
}
