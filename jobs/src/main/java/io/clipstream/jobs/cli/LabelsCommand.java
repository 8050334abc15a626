package io.clipstream.jobs.cli;

import io.clipstream.model.ModelException;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.Topic;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        "    - {name: dog, prompts: [dog, puppy], threshold: 0.7, action: REVIEW}"
      })
  static final class Apply implements Callable<Integer> {
    @Parameters(paramLabel = "FILE.yaml")
    private Path file;

    @Mixin private KafkaOptions kafka;

    @Option(names = "--by", paramLabel = "NAME", description = "Who publishes it.")
    private String by;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      LabelSetFile.Read read = LabelSetFile.read(file);
      try (KafkaClients clients = kafka.connect()) {
        LabelLog log = LabelLog.read(clients, kafka);
        Optional<LabelSet> current = log.find(read.set().getId());
        LabelSet next = next(read, log.nextRevision(read.set().getId()));
        List<String> problems = LabelSets.validate(next);
        if (!problems.isEmpty()) {
          throw new ModelException(String.join(System.lineSeparator() + "clipstream: ", problems));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (current.isPresent() && saysTheSame(read, current.get())) {
          out.println(name(current.get()) + " is unchanged");
        } else {
          checkRevision(next, current);
          Published.publish(
              clients,
              kafka.name(Topic.LABEL_SETS),
              next.getId(),
              kafka.codec(LabelSet.class, Topic.LABEL_SETS).encode(next));
          out.println(name(next) + " is published: " + next.getLabels().size() + " labels");
        }
        out.flush();
        return 0;
      }
    }

    private LabelSet next(LabelSetFile.Read read, long revision) {
      LabelSet next = LabelSet.newBuilder(read.set()).build();
      next.setRevision(read.revision().orElse(revision));
      next.setUpdatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS));
      if (by != null) {
        next.setUpdatedBy(by);
      }
      return next;
    }

    private static boolean saysTheSame(LabelSetFile.Read read, LabelSet current) {
      return LabelSets.contentHash(read.set()).equals(LabelSets.contentHash(current))
          && read.revision().orElse(current.getRevision()) <= current.getRevision();
    }

    private void checkRevision(LabelSet next, Optional<LabelSet> current) {
      if (current.isPresent() && next.getRevision() <= current.get().getRevision()) {
        throw new ModelException(
            "%s: the revision is %d and %s is in force with other content, expected %d or more;"
                    .formatted(
                        file,
                        next.getRevision(),
                        name(current.get()),
                        current.get().getRevision() + 1)
                + " leave the revision out to have it counted");
      }
    }
  }

  /** {@code clipstream labels list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The label sets in force: id, revision, labels, scoring, hash, when.")
  static final class ListAll implements Callable<Integer> {
    @Mixin private KafkaOptions kafka;

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
      return "%s\trevision %d\t%d labels\t%s\t%.12s\t%s"
          .formatted(
              Quoting.clip(set.getId()),
              set.getRevision(),
              set.getLabels().size(),
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

    @Mixin private KafkaOptions kafka;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (KafkaClients clients = kafka.connect()) {
        LabelSet set =
            LabelLog.read(clients, kafka).find(id).orElseThrow(() -> notThere(id));
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

    @Mixin private KafkaOptions kafka;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (KafkaClients clients = kafka.connect()) {
        LabelSet set =
            LabelLog.read(clients, kafka).find(id).orElseThrow(() -> notThere(id));
        Published.publish(clients, kafka.name(Topic.LABEL_SETS), id, null);
        spec.commandLine().getOut().println(name(set) + " is deleted");
        spec.commandLine().getOut().flush();
        return 0;
      }
    }
  }

  private static ModelException notThere(String id) {
    return new ModelException(
        "label set " + Quoting.quote(id) + " is not in force; 'clipstream labels list' shows those that are");
  }

  private static String name(LabelSet set) {
    return "label set " + Quoting.quote(set.getId()) + " revision " + set.getRevision();
  }
}
