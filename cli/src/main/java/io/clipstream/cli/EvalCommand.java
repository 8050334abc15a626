package io.clipstream.cli;

import picocli.CommandLine.Command;

/** {@code clipstream eval}: how good a model is. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "How good a model is on pictures whose class or caption is known.",
    subcommands = {
      EvalZeroShotCommand.class,
      EvalSuiteCommand.class,
      EvalRobustnessCommand.class,
      EvalRetrievalCommand.class,
      EvalLinearProbeCommand.class,
      EvalFewShotCommand.class,
      EvalObjectivesCommand.class,
      NearestCommand.class
    })
final class EvalCommand extends Main.Group {}
