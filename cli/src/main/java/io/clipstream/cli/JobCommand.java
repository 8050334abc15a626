package io.clipstream.cli;

import io.clipstream.cli.local.LocalJob;
import io.clipstream.cli.local.Messages;
import io.clipstream.jobs.TaggingJob;
import io.clipstream.jobs.TrainingJob;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code clipstream job}: runs jobs in this process. */
@Command(
    name = "job",
    description = "Runs a job in this process against a Kafka that runs elsewhere.",
    subcommands = {JobCommand.Tagging.class, JobCommand.Training.class},
    mixinStandardHelpOptions = true)
final class JobCommand extends Main.Group {
  private static final String FRESH =
      "Begin without the state of the last run. What waits only in it is lost.";

  private static final String TAKE_OVER =
      "Take the job.name from the job that has it. That job stops.";

  private static List<String> with(boolean isTakeOver, List<String> options) {
    List<String> all = new ArrayList<>(options);
    if (isTakeOver) {
      all.add("--lease.take-over=true");
    }
    return all;
  }

  private static Messages messages(CommandSpec spec) {
    return Messages.to(spec.commandLine().getErr());
  }

  /** {@code clipstream job tagging}. */
  @Command(
      name = "tagging",
      mixinStandardHelpOptions = true,
      customSynopsis =
          "clipstream job tagging [--fresh] [--take-over] [--config FILE] [--OPTION VALUE]...",
      description = "Tags the images of Kafka topics until it is stopped.",
      footer = {
        "",
        "The options are those of docs/options.md. The command line overrides the file. The same "
            + "job runs on a cluster: flink run -c io.clipstream.jobs.TaggingJob JAR --config FILE",
        "",
        "Examples:",
        "  clipstream job tagging --config tagging.yaml",
        "  clipstream job tagging --job.name shop --kafka.bootstrap.servers localhost:9092 \\",
        "    --model.name shop-clip --model.allowed-prefixes file:///models/"
      })
  static final class Tagging implements Callable<Integer> {
    @Option(names = "--fresh", description = FRESH)
    private boolean isFresh;

    @Option(names = "--take-over", description = TAKE_OVER)
    private boolean isTakeOver;

    @Unmatched private List<String> options = new ArrayList<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Messages messages = messages(spec);
      TaggingJobSettings settings =
          TaggingJobSettings.parse(with(isTakeOver, options), messages.notice());
      TaggingJob.requireRights(settings);
      new LocalJob(settings, isFresh, messages).run();
      return 0;
    }
  }

  /** {@code clipstream job training}. */
  @Command(
      name = "training",
      mixinStandardHelpOptions = true,
      customSynopsis =
          "clipstream job training [--fresh] [--take-over] [--config FILE] [--OPTION VALUE]...",
      description = "Gathers captioned images and trains on them in rounds until it is stopped.",
      footer = {
        "",
        "The options are those of docs/training-options.md. The same job runs on a cluster:",
        "flink run -c io.clipstream.jobs.TrainingJob JAR --config FILE",
        "",
        "Example:",
        "  clipstream job training --job.name shop-learner --kafka.bootstrap.servers localhost:9092 \\",
        "    --model.name shop-clip --model.allowed-prefixes /models --checkpoints.path /models \\",
        "    --store.path /pairs --gate.pinned /data/pinned.tsv"
      })
  static final class Training implements Callable<Integer> {
    @Option(names = "--fresh", description = FRESH)
    private boolean isFresh;

    @Option(names = "--take-over", description = TAKE_OVER)
    private boolean isTakeOver;

    @Unmatched private List<String> options = new ArrayList<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      Messages messages = messages(spec);
      TrainingJobSettings settings =
          TrainingJobSettings.parse(with(isTakeOver, options), messages.notice());
      TrainingJob.requireRights(settings);
      new LocalJob(settings, isFresh, messages).run();
      return 0;
    }
  }
}
