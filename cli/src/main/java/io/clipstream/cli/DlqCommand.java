package io.clipstream.cli;

import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream dlq}: what was refused, and why. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    description = "Dead letters: what was refused, and why.",
    subcommands = {DlqCommand.ListAll.class, DlqCommand.Replay.class})
final class DlqCommand extends Main.Group {
  /** What the consumer groups of replays begin with. */
  static final String GROUP = "clipstream-dlq-replay";

  /** Which dead letters. */
  static final class Selection {
    @Mixin KafkaConnection kafka;

    @Option(
        names = "--from",
        paramLabel = "TOPIC",
        description = "The topic whose records were refused. Default: that of the images.")
    private String from;

    @Option(
        names = "--reason",
        split = ",",
        description = "Only these reasons, for example TIMEOUT,UNREACHABLE. Default: all.")
    private Set<String> reasons = new LinkedHashSet<>();

    /**
     * What is asked for, empty for all; before anything is read or replayed.
     *
     * @throws SettingException if a name is no reason
     */
    Set<String> reasons() {
      reasons = DlqReasons.of(reasons);
      return reasons;
    }

    String input() {
      return from == null ? kafka.name(Topic.IMAGES) : from;
    }

    String topic() {
      return Topic.deadLetter(input());
    }

    boolean wants(Refused refused) {
      return reasons.isEmpty() || reasons.contains(refused.letter().reason());
    }
  }

  /** {@code clipstream dlq list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Where each record lay, its key, the reason, the message.")
  static final class ListAll implements Callable<Integer> {
    @Mixin private Selection selection;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many.")
    private Long count;

    @Spec private CommandSpec spec;

    private final Map<String, Long> byReason = new TreeMap<>();
    private long shown;

    @Override
    public Integer call() {
      if (count != null && count < 1) {
        throw new SettingException("--count is " + count + ", expected 1 or more");
      }
      selection.reasons();
      try (KafkaClients clients = selection.kafka.connect()) {
        TopicReader.toEnd(clients, selection.topic(), this::take);
      }
      PrintWriter err = spec.commandLine().getErr();
      byReason.forEach((reason, n) -> err.println(n + "\t" + Quoting.field(reason)));
      err.flush();
      return 0;
    }

    private boolean take(ConsumerRecord<byte[], byte[]> record) {
      Refused refused = Refused.of(record);
      if (selection.wants(refused)) {
        byReason.merge(refused.letter().reason(), 1L, Long::sum);
        print(refused);
        shown++;
      }
      return (count == null || shown < count) && !spec.commandLine().getOut().checkError();
    }

    private void print(Refused refused) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        Output.json(out, refused.fields());
      } else {
        out.println(refused.line());
      }
      out.flush();
    }
  }

  /** {@code clipstream dlq replay}. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Puts refused records back to the topic they came from, as they came.",
      footer = {
        "",
        "What was replayed is remembered (consumer group clipstream-dlq-replay, one for each choice "
            + "of reasons), so that the next replay goes on behind it; --again starts at the beginning.",
        "",
        "Example: after the image server is up again",
        "  clipstream dlq replay --reason UNREACHABLE,TIMEOUT"
      })
  static final class Replay implements Callable<Integer> {
    @Mixin private Selection selection;

    @Option(names = "--again", description = "Also what was replayed before.")
    private boolean again;

    @Option(names = "--dry-run", description = "Only say what would be replayed.")
    private boolean dryRun;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Set<String> chosen = selection.reasons();
      String reasons = chosen.isEmpty() ? "all" : String.join("+", chosen);
      try (KafkaClients clients = selection.kafka.connect();
          DlqReplay replay = new DlqReplay(clients, selection.input(), GROUP + "." + reasons)) {
        DlqReplay.Result result = replay.run(selection::wants, again, dryRun);
        PrintWriter err = spec.commandLine().getErr();
        result.problems().forEach(line -> err.println("clipstream: " + line));
        err.println(
            (dryRun ? "would replay " : "replayed ")
                + result.replayed()
                + ", left out "
                + result.leftOut());
        err.flush();
        return result.leftOut() == 0 ? 0 : 1;
      }
    }
  }
}
