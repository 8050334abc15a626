package io.clipstream.cli;

import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Publishes label sets, checked first: what a job would refuse is not published. */
final class LabelPublisher {
  /**
   * What became of a label set.
   *
   * @param set as it is in force
   * @param published whether it said anything new
   */
  record Result(LabelSet set, boolean published) {}

  private final KafkaClients clients;
  private final KafkaConnection kafka;

  LabelPublisher(KafkaClients clients, KafkaConnection kafka) {
    this.clients = clients;
    this.kafka = kafka;
  }

  /**
   * Publishes what a file says, unless that is in force already.
   *
   * @param by who publishes it, or null
   * @throws SettingException if the set is not as it should be; nothing is published then
   */
  Result apply(LabelSetFile.Read read, String by) {
    LabelLog log = LabelLog.read(clients, kafka);
    Optional<LabelSet> current = log.find(read.set().getId());
    LabelSet next = next(read, log.nextRevision(read.set().getId()), by);
    List<String> problems = LabelSets.validate(next);
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
    if (current.isPresent() && saysTheSame(read, current.get())) {
      return new Result(current.get(), false);
    }
    checkRevision(read.file(), next, current);
    Published.publish(
        clients,
        kafka.name(Topic.LABEL_SETS),
        next.getId(),
        kafka.codec(LabelSet.class, Topic.LABEL_SETS).encode(next));
    return new Result(next, true);
  }

  /**
   * The same, but leaves alone what anybody else has published under the id.
   *
   * @param by who publishes it, and may replace what it has published before
   */
  Result applyUnlessTaken(LabelSetFile.Read read, String by) {
    Optional<LabelSet> taken =
        LabelLog.read(clients, kafka)
            .find(read.set().getId())
            .filter(set -> !by.equals(set.getUpdatedBy()));
    return taken.map(set -> new Result(set, false)).orElseGet(() -> apply(read, by));
  }

  private static LabelSet next(LabelSetFile.Read read, long revision, String by) {
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

  private static void checkRevision(Path file, LabelSet next, Optional<LabelSet> current) {
    if (current.isPresent() && next.getRevision() <= current.get().getRevision()) {
      throw new ResourceException(
          "%s: the revision is %d and %s is in force with other content, expected %d or more;"
                  .formatted(
                      file,
                      next.getRevision(),
                      name(current.get()),
                      current.get().getRevision() + 1)
              + " leave the revision out to have it counted");
    }
  }

  /** For people: id and revision. */
  static String name(LabelSet set) {
    return "label set " + Quoting.quote(set.getId()) + " revision " + set.getRevision();
  }
}
