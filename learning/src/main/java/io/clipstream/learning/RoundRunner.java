package io.clipstream.learning;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.Definitions;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundInputs;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.store.PairStore;
import io.clipstream.model.Devices;
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
  private volatile Round round;
  private volatile boolean stopped;

  public RoundRunner(TrainingRoundSettings settings, ControlLogReader logs) {
    this.settings = settings;
    this.logs = logs;
  }

  /** Runs a round; empty if it was stopped. */
  public Optional<Round.Finished> run(RoundManifest manifest, Consumer<String> progress)
      throws Exception {
    Round own =
        new Round(
            new PairStore(Path.of(settings.store().path())),
            Path.of(settings.model().checkpoints()),
            settings.round(),
            settings.gate(),
            inputs(),
            Devices.named(settings.model().device()));
    round = own;
    return stopped ? Optional.empty() : own.run(manifest, progress);
  }

  private RoundInputs inputs() throws Exception {
    List<LabelledSet> pinned = new ArrayList<>();
    for (String table : settings.guarded().pinned()) {
      pinned.add(read(Path.of(table)));
    }
    return new RoundInputs(
        pinned,
        PromptTemplates.of(settings.guarded().templates()),
        Optional.ofNullable(settings.guarded().baseline()).map(Path::of),
        rules(logs.read()));
  }

  private static LabelledSet read(Path table) {
    try {
      return LabelledSet.read(table);
    } catch (IOException e) {
      throw new ResourceException(table + ": the pinned set cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of each label set in force, by the rules of the jobs that tag with them. */
  private List<DecisionRule> rules(List<ControlRecord> records) {
    Definitions definitions =
        new Definitions(ControlCodecs.of(settings.wireFormat()), settings.rule());
    records.forEach(definitions::apply);
    return new TreeMap<>(definitions.labelSets())
        .values().stream().map(set -> new DecisionRule(set.set())).toList();
  }

  /** Ends the round soon; it can be gone on with. */
  public void stop() {
    stopped = true;
    Round current = round;
    if (current != null) {
      current.stop();
    }
  }
}
