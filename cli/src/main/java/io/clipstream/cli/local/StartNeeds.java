package io.clipstream.cli.local;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.Definitions;
import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.KafkaControlLogReader;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.schemas.CheckpointEvent;
import java.util.Optional;
import java.util.function.Supplier;

/** What a tagging job waits for, read from the control logs in words for people. */
final class StartNeeds implements Supplier<String> {
  private final TaggingJobSettings settings;
  private final Definitions definitions;

  StartNeeds(TaggingJobSettings settings) {
    this.settings = settings;
    this.definitions =
        new Definitions(
            ControlCodecs.of(settings.job().wireFormat()), settings.tagger().model().rule());
  }

  @Override
  public String get() {
    try {
      definitions.read(
          new KafkaControlLogReader(settings.job().kafka(), logs()),
          settings.tagger().restore().timeout(),
          letter -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the control logs cannot be read", e);
    }
    return text();
  }

  private ControlLogs logs() {
    return settings.topics().control();
  }

  private String text() {
    Optional<CheckpointEvent> checkpoint = definitions.wanted();
    if (checkpoint.isEmpty()) {
      return "for a checkpoint of model %s on topic %s ('clipstream checkpoint announce')"
          .formatted(settings.tagger().model().name(), logs().checkpoints());
    }
    String set = settings.tagger().labelSets().defaultId();
    if (!definitions.labelSets().containsKey(set)) {
      return "for label set %s on topic %s ('clipstream labels apply')"
          .formatted(set, logs().labelSets());
    }
    return "for checkpoint %s (%s) to be loaded and its label sets (%d) to be encoded"
        .formatted(
            checkpoint.get().getCheckpointId(),
            checkpoint.get().getUri(),
            definitions.labelSets().size());
  }
}
