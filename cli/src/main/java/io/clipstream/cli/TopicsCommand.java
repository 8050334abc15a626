package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream topics}. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "The topics that the jobs read and write.",
    subcommands = TopicsCommand.Create.class)
final class TopicsCommand extends Main.Group {

  /** {@code clipstream topics create}. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Makes the topics that are missing; says what is not as it should be.",
      footer = {
        "",
        "Prints a line for each topic: created, exists or differs. Topics that exist are never "
            + "changed. Exits 0 if all are as they should be, 1 if any differs.",
        "",
        "Example:",
        "  clipstream topics create --kafka broker:9092 --partitions 12 --replication 3"
      })
  static final class Create implements Callable<Integer> {
    @Mixin private KafkaConnection kafka;

    @Option(
        names = "--partitions",
        description = "Of the topics that carry a stream. Default: 4, or as many as they have.")
    private Integer partitions;

    @Option(names = "--replication", description = "Copies of each. Default: the broker's setting.")
    private Short replication;

    @Option(
        names = "--max-message-bytes",
        description =
            "Size of a record at most, before the 64 KiB more of dead letters."
                + " Default: 10485760, or as they have it.")
    private Integer maxMessageBytes;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      check();
      TopicPlan plan = TopicPlan.of(kafka::name, partitions, replication, maxMessageBytes);
      PrintWriter out = spec.commandLine().getOut();
      boolean fine = true;
      try (KafkaClients clients = kafka.connect()) {
        for (TopicMaker.Outcome outcome : new TopicMaker(clients).make(plan)) {
          print(out, outcome);
          fine &= outcome.differences().isEmpty();
        }
      }
      return fine ? 0 : 1;
    }

    private void print(PrintWriter out, TopicMaker.Outcome outcome) {
      List<String> differences = outcome.differences();
      String state = outcome.created() ? "created" : differences.isEmpty() ? "exists" : "differs";
      out.println(state + "\t" + outcome.topic());
      differences.forEach(line -> out.println("\t" + line));
      out.flush();
    }

    private void check() {
      if (partitions != null && partitions < 1) {
        throw new SettingException("--partitions is " + partitions + ", expected 1 or more");
      }
      if (replication != null && replication < 1) {
        throw new SettingException("--replication is " + replication + ", expected 1 or more");
      }
      int max = Integer.MAX_VALUE - TopicPlan.DEAD_LETTER_OVERHEAD;
      if (maxMessageBytes != null && (maxMessageBytes < 1024 || maxMessageBytes > max)) {
        throw new SettingException(
            "--max-message-bytes is " + maxMessageBytes + ", expected 1024 to " + max);
      }
    }
  }
}
