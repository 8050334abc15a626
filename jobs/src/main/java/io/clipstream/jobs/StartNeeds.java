package io.clipstream.jobs;

import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.KafkaControlLogReader;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.RawRecord;
import io.clipstream.operators.control.ControlCodecs;
import io.clipstream.operators.tagging.Follow;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a tagging job waits for, read from the control logs in words for people. */
final class StartNeeds implements Supplier<String> {
  private final TaggingJobSettings settings;
  private final AvroCodec<CheckpointEvent> checkpoints;

  StartNeeds(TaggingJobSettings settings) {
    this.settings = settings;
    this.checkpoints = ControlCodecs.of(settings.wireFormat()).checkpoints();
  }

  @Override
  public String get() {
    CheckpointEvent checkpoint = null;
    Map<String, Boolean> labelSets = new LinkedHashMap<>();
    try {
      for (ControlRecord record : read()) {
        switch (record.log()) {
          case LABEL_SETS -> labelSets.put(key(record.record()), record.record().value() != null);
          case CHECKPOINTS -> checkpoint = checkpoint(record.record(), checkpoint);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    labelSets.values().removeIf(isThere -> !isThere);
    return text(checkpoint, labelSets);
  }

  private List<ControlRecord> read() throws InterruptedException {
    return new KafkaControlLogReader(settings.kafka(), logs()).read();
  }

  private ControlLogs logs() {
    return settings.topics().control();
  }

  private static String key(RawRecord record) {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  private CheckpointEvent checkpoint(RawRecord record, CheckpointEvent before) {
    if (!key(record).equals(settings.tagger().modelName())) {
      return before;
    }
    if (record.value() == null) {
      return null;
    }
    return checkpoints.decode(record.value()) instanceof Decoding.Ok<CheckpointEvent> ok
            && isWanted(ok.value())
        ? ok.value()
        : before;
  }

  private boolean isWanted(CheckpointEvent event) {
    return settings.tagger().follow() instanceof Follow.Pinned pinned
        ? event.getCheckpointId().equals(pinned.checkpointId())
        : event.getStatus() == CheckpointStatus.PROMOTED;
  }

  private String text(CheckpointEvent checkpoint, Map<String, Boolean> labelSets) {
    String set = settings.tagger().defaultLabelSet();
    if (checkpoint == null) {
      return "for a checkpoint of model %s on topic %s ('clipstream checkpoint announce')"
          .formatted(settings.tagger().modelName(), logs().checkpoints());
    }
    if (!labelSets.containsKey(set)) {
      return "for label set %s on topic %s ('clipstream labels apply')"
          .formatted(set, logs().labelSets());
    }
    return "for checkpoint %s (%s) to be loaded and %d label sets to be encoded"
        .formatted(checkpoint.getCheckpointId(), checkpoint.getUri(), labelSets.size());
  }
}
