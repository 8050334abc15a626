package io.clipstream.cli;

import io.clipstream.control.Publication;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.Topic;
import java.time.Instant;
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
   * @throws ResourceException if a later revision is in force
   */
  Result apply(LabelSetFile.Read read, String by) {
    LabelLog log = LabelLog.read(clients, kafka);
    return Publication.of(read.set(), read.revision(), log.revisions(), by, Instant.now())
        .match(
            set -> new Result(publish(set), true),
            set -> new Result(set, false),
            problems -> {
              throw new SettingException(
                  problems.stream().map(line -> LabelSetFile.said(read.file(), line)).toList());
            },
            problem -> {
              throw new ResourceException(read.file() + ": " + problem);
            });
  }

  private LabelSet publish(LabelSet set) {
    Published.publish(
        clients,
        kafka.name(Topic.LABEL_SETS),
        set.getId(),
        kafka.codec(LabelSet.class, Topic.LABEL_SETS).encode(set));
    return set;
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

  /** For people: id and revision. */
  static String name(LabelSet set) {
    return "label set " + Quoting.quote(set.getId()) + " revision " + set.getRevision();
  }
}
