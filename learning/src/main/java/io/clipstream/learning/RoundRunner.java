package io.clipstream.learning;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.Definitions;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundInputs;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlaces;
import io.clipstream.learning.rounds.StagedRound;
import io.clipstream.learning.storage.Storages;
import io.clipstream.learning.storage.Storages.LocalCopy;
import io.clipstream.model.Devices;
import io.clipstream.model.EngineEnd;
import io.clipstream.model.evaluation.DecisionRule;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs one round on a thread of its own, with the label sets that are in force as it begins. */
public final class RoundRunner {
  private final TrainingRoundSettings settings;
  private final ControlLogReader logs;
  private final RoundPlaces places;
  private volatile StagedRound round;
  private volatile boolean stopped;

  /**
   * @param storages the file systems
   * @param requireHeld throws if another attempt or job has taken the pair store
   */
  public RoundRunner(
      TrainingRoundSettings settings,
      ControlLogReader logs,
      Storages storages,
      Runnable requireHeld) {
    this.settings = settings;
    this.logs = logs;
    this.places =
        new RoundPlaces(
            storages,
            StoragePlace.named(settings.store().path()),
            StoragePlace.named(settings.model().checkpoints()),
            requireHeld);
  }

  /** Runs a round; empty if it was stopped. */
  public Optional<Round.Finished> run(RoundManifest manifest, Consumer<String> progress)
      throws Exception {
    String baseline = settings.guarded().baseline();
    if (baseline == null) {
      return run(manifest, Optional.empty(), progress);
    }
    try (LocalCopy copy =
        places.storages().checkpoint(StoragePlace.named(baseline), "", () -> stopped)) {
      return run(manifest, Optional.of(copy.directory()), progress);
    }
  }

  private Optional<Round.Finished> run(
      RoundManifest manifest, Optional<Path> baseline, Consumer<String> progress) throws Exception {
    EngineEnd.skipDestructorsAtTheEnd();
    StagedRound own =
        new StagedRound(
            places,
            settings.round(),
            settings.gate(),
            inputs(baseline),
            Devices.named(settings.model().device()));
    round = own;
    return stopped ? Optional.empty() : own.run(manifest, progress);
  }

  private RoundInputs inputs(Optional<Path> baseline) throws Exception {
    List<LabelledSet> pinned = new ArrayList<>();
    for (String table : settings.guarded().pinned()) {
      pinned.add(read(Path.of(table)));
    }
    return new RoundInputs(
        pinned, PromptTemplates.of(settings.guarded().templates()), baseline, rules());
  }

  private static LabelledSet read(Path table) {
    try {
      return LabelledSet.read(table);
    } catch (IOException e) {
      throw new ResourceException(table + ": the pinned set cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of each label set in force, by the rules of the jobs that tag with them. */
  private List<DecisionRule> rules() throws Exception {
    Definitions definitions =
        new Definitions(ControlCodecs.of(settings.wireFormat()), settings.rule());
    logs.read(ControlRecord.Log.LABEL_SETS, definitions::apply);
    return new TreeMap<>(definitions.labelSets())
        .values().stream().map(set -> new DecisionRule(set.set())).toList();
  }

  /** Ends the round soon; it can be gone on with. */
  public void stop() {
    stopped = true;
    StagedRound current = round;
    if (current != null) {
      current.stop();
    }
  }
}
