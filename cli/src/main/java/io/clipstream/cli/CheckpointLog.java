package io.clipstream.cli;

import io.clipstream.control.CheckpointRule;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.Definitions;
import io.clipstream.control.RecordEffect;
import io.clipstream.control.RecordFault;
import io.clipstream.jobs.kafka.KafkaRecords;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The announcements of checkpoints, by the rules that jobs read them by.
 *
 * @param entries oldest first; a tombstone takes those of its model away
 */
record CheckpointLog(List<Entry> entries) {
  /**
   * A valid announcement.
   *
   * @param refusal why jobs do not follow it, where they do not
   */
  record Entry(CheckpointEvent event, Optional<String> refusal) {}

  /**
   * Reads the whole log.
   *
   * @throws io.clipstream.schemas.ResourceException if it is not there or cannot be read
   */
  static CheckpointLog read(KafkaClients clients, KafkaConnection kafka) {
    Reading reading = new Reading(kafka);
    TopicReader.toEnd(clients, kafka.name(Topic.CHECKPOINTS), reading::apply);
    return new CheckpointLog(List.copyOf(reading.entries));
  }

  /** The rule of jobs that follow a model's promotions. */
  static CheckpointRule following(String model) {
    return new CheckpointRule(model, null);
  }

  private static final class Reading {
    private final KafkaConnection kafka;
    private final AvroCodec<CheckpointEvent> codec;
    private final Map<String, Definitions> models = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    private Reading(KafkaConnection kafka) {
      this.kafka = kafka;
      this.codec = kafka.codec(CheckpointEvent.class, Topic.CHECKPOINTS);
    }

    private boolean apply(ConsumerRecord<byte[], byte[]> record) {
      if (record.key() == null) {
        return true;
      }
      String model = new String(record.key(), StandardCharsets.UTF_8);
      RecordEffect verdict =
          models
              .computeIfAbsent(model, this::definitions)
              .apply(new ControlRecord(ControlRecord.Log.CHECKPOINTS, KafkaRecords.raw(record)));
      if (record.value() == null) {
        entries.removeIf(entry -> entry.event().getModelName().equals(model));
      } else {
        codec.decode(record.value()).toOptional().ifPresent(event -> add(event, verdict));
      }
      return true;
    }

    private Definitions definitions(String model) {
      return new Definitions(kafka.controlCodecs(), following(model));
    }

    private void add(CheckpointEvent event, RecordEffect verdict) {
      Optional<DeadLetter> refusal = verdict.refusal();
      if (refusal.map(why -> why.isFor(RecordFault.NOT_IN_FORCE)).orElse(true)) {
        entries.add(new Entry(event, refusal.map(DeadLetter::message)));
      }
    }
  }

  /** The announcements of a model, also promotions that jobs refuse. */
  List<CheckpointEvent> of(String model) {
    return entries.stream()
        .map(Entry::event)
        .filter(event -> event.getModelName().equals(model))
        .toList();
  }

  /** The promotion that jobs follow. */
  Optional<CheckpointEvent> inForce(String model) {
    return following(model).inForce(of(model)).stream().reduce((earlier, later) -> later);
  }

  /** Why jobs refuse an announcement, if they do. */
  Optional<String> refusal(CheckpointEvent event) {
    return entries.stream()
        .filter(entry -> entry.event().equals(event))
        .reduce((earlier, later) -> later)
        .flatMap(Entry::refusal);
  }
}
