package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The announcements of checkpoints of every model, by the rules that jobs read them by: for who
 * shows or moves them. For one thread.
 */
public final class CheckpointHistory {
  /**
   * A valid announcement.
   *
   * @param refusal why jobs do not follow it, where they do not
   */
  public record Entry(CheckpointEvent event, Optional<String> refusal) {}

  private final ControlCodecs codecs;
  private final Map<String, Definitions> models = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Long> read = new HashMap<>();

  public CheckpointHistory(ControlCodecs codecs) {
    this.codecs = codecs;
  }

  /**
   * Takes the next record of the log in; one that was taken in before does nothing. A tombstone
   * takes the announcements of its model away.
   */
  public void apply(RawRecord record) {
    Long before = read.put(record.topic() + "-" + record.partition(), record.offset());
    if (record.key() == null || (before != null && before >= record.offset())) {
      return;
    }
    String model = new String(record.key(), StandardCharsets.UTF_8);
    RecordEffect effect =
        models
            .computeIfAbsent(model, name -> new Definitions(codecs, CheckpointRule.following(name)))
            .apply(new ControlRecord(ControlRecord.Log.CHECKPOINTS, record));
    if (record.value() == null) {
      entries.removeIf(entry -> entry.event().getModelName().equals(model));
    } else {
      codecs
          .checkpoints()
          .decode(record.topic(), record.value())
          .toOptional()
          .ifPresent(event -> add(event, effect));
    }
  }

  private void add(CheckpointEvent event, RecordEffect effect) {
    Optional<DeadLetter> refusal = effect.refusal();
    if (refusal.map(why -> why.isFor(RecordFault.NOT_IN_FORCE)).orElse(true)) {
      entries.add(new Entry(event, refusal.map(DeadLetter::message)));
    }
  }

  /** All of them, oldest first. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The announcements of a model, also promotions that jobs refuse. */
  public List<CheckpointEvent> of(String model) {
    return entries.stream()
        .map(Entry::event)
        .filter(event -> event.getModelName().equals(model))
        .toList();
  }

  /** The promotion that jobs follow. */
  public Optional<CheckpointEvent> inForce(String model) {
    return CheckpointRule.following(model).inForce(of(model)).stream()
        .reduce((earlier, later) -> later);
  }

  /** Why jobs refuse an announcement, if they do. */
  public Optional<String> refusal(CheckpointEvent event) {
    return entries.stream()
        .filter(entry -> entry.event().equals(event))
        .reduce((earlier, later) -> later)
        .flatMap(Entry::refusal);
  }
}
