package io.clipstream.dashboard.state;

import io.clipstream.control.CheckpointRule;
import io.clipstream.control.ControlCodecs;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.ControlRecord.Log;
import io.clipstream.control.Definitions;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.RawRecord;
import io.clipstream.dashboard.ingest.Batch;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.RawRecords;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The label sets and checkpoints in force, by the rules that jobs read the control logs by. What is
 * handed out is copied when somebody asks for it, not for each of a million records. Thread-safe.
 */
public final class ControlLogs {
  private final KafkaAccess kafka;
  private final Map<String, Definitions> models = new TreeMap<>();
  private Definitions sets;
  private Optional<Map<String, LabelSetInForce>> labelSets = Optional.empty();
  private Optional<Map<String, CheckpointEvent>> checkpoints = Optional.empty();

  public ControlLogs(KafkaAccess kafka) {
    this.kafka = kafka;
    this.sets = definitions("");
  }

  private Definitions definitions(String model) {
    return new Definitions(ControlCodecs.of(kafka.format()), new CheckpointRule(model, null));
  }

  /** The label sets in force, by id. */
  public synchronized Map<String, LabelSetInForce> labelSets() {
    labelSets = labelSets.or(() -> Optional.of(Map.copyOf(sets.labelSets())));
    return labelSets.orElseThrow();
  }

  /** The checkpoint in force of each model, by the model's name. */
  public synchronized Map<String, CheckpointEvent> checkpoints() {
    checkpoints = checkpoints.or(() -> Optional.of(wanted()));
    return checkpoints.orElseThrow();
  }

  private Map<String, CheckpointEvent> wanted() {
    Map<String, CheckpointEvent> now = new TreeMap<>();
    models.forEach((name, known) -> known.wanted().ifPresent(event -> now.put(name, event)));
    return Map.copyOf(now);
  }

  public List<TopicReader> readers() {
    return List.of(
        new Reader(kafka.name(Topic.LABEL_SETS), Log.LABEL_SETS),
        new Reader(kafka.name(Topic.CHECKPOINTS), Log.CHECKPOINTS));
  }

  private synchronized void apply(Log log, ConsumerRecord<byte[], byte[]> record) {
    RawRecord raw = RawRecords.of(record);
    if (log == Log.LABEL_SETS) {
      sets.apply(new ControlRecord(log, raw));
      labelSets = Optional.empty();
    } else if (record.key() != null) {
      String model = new String(record.key(), StandardCharsets.UTF_8);
      models.computeIfAbsent(model, this::definitions).apply(new ControlRecord(log, raw));
      checkpoints = Optional.empty();
    }
  }

  private synchronized void forget() {
    models.clear();
    sets = definitions("");
    labelSets = Optional.empty();
    checkpoints = Optional.empty();
  }

  private final class Reader implements TopicReader {
    private final String topic;
    private final Log log;

    Reader(String topic, Log log) {
      this.topic = topic;
      this.log = log;
    }

    @Override
    public String topic() {
      return topic;
    }

    @Override
    public Keeping keeping() {
      return Keeping.MEMORY;
    }

    @Override
    public void read(Batch batch, ConsumerRecord<byte[], byte[]> record) {
      apply(log, record);
    }

    @Override
    public void reset() {
      forget();
    }
  }
}
