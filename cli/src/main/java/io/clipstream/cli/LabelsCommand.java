package io.clipstream.cli;

import io.clipstream.control.status.Question;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.Topic;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream labels}: what running jobs tag with. */
@Command(
    name = "labels",
    mixinStandardHelpOptions = true,
    description = "Changes what running jobs tag with, without restarting them.",
    subcommands = {
      LabelsCommand.Apply.class,
      LabelsCommand.ListAll.class,
      LabelsCommand.Show.class,
      LabelsCommand.Delete.class
    })
final class LabelsCommand extends Main.Group {

  /** {@code clipstream labels apply FILE}. */
  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = "Publishes a label set, if it says anything new.",
      footer = {
        "",
        "The file holds the fields of a label set; a label may be its name alone:",
        "  id: pets",
        "  templates: photo            # or a list of sentences with {}",
        "  labels:",
        "    - cat",
        "    - {name: dog, prompts: [dog, puppy], threshold: 0.7, action: REVIEW}",
        "",
        "The command waits until the running jobs tag with it, or say why they do not. Exit code: 0"
            + " if all of them do, 1 if one refuses or does not answer in time."
      })
  static final class Apply implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.yaml")
    private Path file;

    @Mixin private KafkaConnection kafka;

    @Option(names = "--by", paramLabel = "NAME", description = "Who publishes it.")
    private String by;

    @Mixin private AnswerOptions answers;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      LabelSetFile.Read read = LabelSetFile.read(file);
      LabelSet valid = read.valid();
      Duration patience = answers.patience();
      try (KafkaClients clients = kafka.connect()) {
        PromptCheck.requireScores(clients, kafka, valid);
        JobAnswers jobs = JobAnswers.before(clients, kafka, patience);
        LabelPublisher.Result result = new LabelPublisher(clients, kafka).apply(read, by);
        LabelSet set = result.set();
        PrintWriter out = spec.commandLine().getOut();
        out.println(
            result.published()
                ? LabelPublisher.name(set) + " is published: " + count(set)
                : LabelPublisher.name(set) + " is unchanged");
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        PromptCheck.warnings(clients, kafka, set)
            .forEach(line -> err.println("clipstream: " + LabelPublisher.name(set) + ": " + line));
        return result.published() ? jobs.await(new Question.OfLabelSet(set), out) : 0;
      }
    }
  }

  private static String count(LabelSet set) {
    int labels = set.getLabels().size();
    return labels + (labels == 1 ? " label" : " labels");
  }

  /** {@code clipstream labels list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The label sets in force: id, revision, labels, scoring, hash, when.")
  static final class ListAll implements Callable<Integer> {
    @Mixin private KafkaConnection kafka;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (KafkaClients clients = kafka.connect()) {
        for (LabelSet set : LabelLog.read(clients, kafka).inForce().values()) {
          if (json) {
            Output.json(out, fields(set));
          } else {
            out.println(line(set));
          }
        }
      }
      out.flush();
      return 0;
    }

    private static String line(LabelSet set) {
      return "%s\trevision %d\t%s\t%s\t%.12s\t%s"
          .formatted(
              Quoting.clip(set.getId()),
              set.getRevision(),
              count(set),
              set.getScoring(),
              LabelSets.contentHash(set),
              set.getUpdatedAt() == null ? "" : set.getUpdatedAt());
    }

    private static Map<String, Object> fields(LabelSet set) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("hash", LabelSets.contentHash(set));
      fields.putAll(AvroText.fields(set));
      return fields;
    }
  }

  /** {@code clipstream labels show ID}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "A label set in force, as YAML that 'apply' takes.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ID")
    private String id;

    @Mixin private KafkaConnection kafka;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (KafkaClients clients = kafka.connect()) {
        LabelSet set = LabelLog.read(clients, kafka).find(id).orElseThrow(() -> notThere(id));
        spec.commandLine().getOut().print(LabelSetFile.text(set));
        spec.commandLine().getOut().flush();
        return 0;
      }
    }
  }

  /** {@code clipstream labels delete ID}. */
  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Deletes a label set; pictures that name it are rejected from then on.")
  static final class Delete implements Callable<Integer> {
    @Parameters(paramLabel = "ID")
    private String id;

    @Mixin private KafkaConnection kafka;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (KafkaClients clients = kafka.connect()) {
        LabelSet set = LabelLog.read(clients, kafka).find(id).orElseThrow(() -> notThere(id));
        Published.publish(clients, kafka.name(Topic.LABEL_SETS), id, null);
        spec.commandLine().getOut().println(LabelPublisher.name(set) + " is deleted");
        spec.commandLine().getOut().flush();
        return 0;
      }
    }
  }

  private static ResourceException notThere(String id) {
    return new ResourceException(
        "label set "
            + Quoting.quote(id)
            + " is not in force; 'clipstream labels list' shows those that are");
  }
}
