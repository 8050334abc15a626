package io.clipstream.operators.learning;

import io.clipstream.operators.RawRecord;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the checkpoints topic says of one model: who is promoted, and which rounds and files have
 * been announced. The log outlives every savepoint: it is what keeps a job that was set back from
 * training twice.
 */
final class CheckpointHistory {
  private final String modelName;
  private final AvroCodec<CheckpointEvent> codec;
  private final Set<String> rounds = new HashSet<>();
  private CheckpointEvent promoted;
  private long lastOffset = -1;

  CheckpointHistory(String modelName, AvroCodec<CheckpointEvent> codec) {
    this.modelName = modelName;
    this.codec = codec;
  }

  /**
   * Takes a record of the topic; one that was taken before changes nothing.
   *
   * @param usedFiles takes the files of an announced round
   */
  void add(RawRecord record, Consumer<String> usedFiles) {
    if (record.offset() <= lastOffset) {
      return;
    }
    lastOffset = record.offset();
    if (codec.decode(record.value()) instanceof Decoding.Ok<CheckpointEvent> ok
        && ok.value().getModelName().equals(modelName)) {
      add(ok.value(), usedFiles);
    }
  }

  private void add(CheckpointEvent event, Consumer<String> usedFiles) {
    if (event.getStatus() == CheckpointStatus.PROMOTED) {
      promoted = event;
    }
    if (event.getLineage() != null) {
      rounds.add(event.getLineage().getRoundId());
      event.getLineage().getFiles().stream().map(PairFile::getPath).forEach(usedFiles);
    }
  }

  /** What this job announced itself counts at once, before it comes back through the topic. */
  void announced(CheckpointEvent event) {
    add(event, path -> {});
  }

  Optional<CheckpointEvent> promoted() {
    return Optional.ofNullable(promoted);
  }

  boolean knows(String roundId) {
    return rounds.contains(roundId);
  }
}
