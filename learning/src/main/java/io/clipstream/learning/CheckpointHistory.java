package io.clipstream.learning;

import io.clipstream.control.CheckpointRule;
import io.clipstream.control.ControlCodecs;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.Definitions;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordEffect;
import io.clipstream.control.RecordFault;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.PairFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the checkpoints topic says of one model: who is promoted, by the rules of {@link
 * Definitions}, and which rounds and files have been announced. The log outlives every savepoint:
 * it is what keeps a job that was set back from training twice.
 */
public final class CheckpointHistory {
  private final ControlCodecs codecs;
  private final CheckpointRule rule;
  private final Definitions definitions;
  private final Set<String> rounds = new HashSet<>();
  private final Map<String, CheckpointEvent> standing = new HashMap<>();
  private Optional<CheckpointEvent> own = Optional.empty();

  public CheckpointHistory(String modelName, ControlCodecs codecs) {
    this.codecs = codecs;
    this.rule = new CheckpointRule(modelName, null);
    this.definitions = new Definitions(codecs, rule);
  }

  /**
   * Takes a record of the topic; one that was taken before changes nothing.
   *
   * @param usedFiles takes the files of an announced round
   */
  public void add(RawRecord record, Consumer<String> usedFiles) {
    if (record.offset() <= definitions.position(record.topic() + "-" + record.partition())) {
      return;
    }
    RecordEffect verdict =
        definitions.apply(new ControlRecord(ControlRecord.Log.CHECKPOINTS, record));
    if (isWithdrawal(record)) {
      standing.clear();
      own = Optional.empty();
    } else if (counts(verdict)) {
      codecs
          .checkpoints()
          .decode(record.topic(), record.value())
          .toOptional()
          .filter(event -> event.getModelName().equals(rule.modelName()))
          .ifPresent(event -> heard(event, usedFiles));
    }
  }

  private boolean isWithdrawal(RawRecord record) {
    return record.value() == null
        && record.key() != null
        && new String(record.key(), StandardCharsets.UTF_8).equals(rule.modelName());
  }

  /** A promotion that came too late promotes nothing, but its round has learnt from its files. */
  private static boolean counts(RecordEffect verdict) {
    return verdict.refusal().map(why -> why.isFor(RecordFault.NOT_IN_FORCE)).orElse(true);
  }

  private void heard(CheckpointEvent event, Consumer<String> usedFiles) {
    own = own.filter(mine -> !mine.getCheckpointId().equals(event.getCheckpointId()));
    add(event, usedFiles);
  }

  private void add(CheckpointEvent event, Consumer<String> usedFiles) {
    standing.put(event.getCheckpointId(), event);
    if (event.getLineage() != null) {
      rounds.add(event.getLineage().getRoundId());
      event.getLineage().getFiles().stream().map(PairFile::getPath).forEach(usedFiles);
    }
  }

  /** What this job announced itself counts at once, before it comes back through the topic. */
  public void announced(CheckpointEvent event) {
    own = Optional.of(event);
    add(event, path -> {});
  }

  /** The checkpoint in force. */
  public Optional<CheckpointEvent> promoted() {
    Optional<CheckpointEvent> inLog = definitions.wanted();
    return own.filter(event -> rule.effect(event, inLog) == CheckpointRule.Effect.TAKEN)
        .or(() -> inLog);
  }

  /** The last announcement of a checkpoint, unless the model's checkpoints were withdrawn since. */
  public Optional<CheckpointEvent> announcement(String checkpointId) {
    return Optional.ofNullable(standing.get(checkpointId));
  }

  public boolean knows(String roundId) {
    return rounds.contains(roundId);
  }
}
