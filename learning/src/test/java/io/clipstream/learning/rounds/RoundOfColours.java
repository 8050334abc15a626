package io.clipstream.learning.rounds;

import ai.djl.Device;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A round on the known colours, from an untrained parent. */
final class RoundOfColours {
  private static final PromptTemplates PLAIN = new PromptTemplates("plain", List.of("{}"));

  private RoundOfColours() {}

  /**
   * @param dir takes the pair store and the outcome
   */
  static Round.Finished run(Path dir, Path parent, RoundSettings settings, GateSettings gate)
      throws Exception {
    Path pairs = dir.resolve("store");
    ColourWorld.write(
        pairs, Split.TRAIN, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 30, 2));
    ColourWorld.write(
        pairs, Split.HELD_OUT, "part-a-0.avro", ColourWorld.pairs(ColourWorld.OLD, 10, 3));
    PairStore store = new PairStore(pairs);
    RoundInputs inputs = new RoundInputs(List.of(), PLAIN, Optional.empty(), List.of());
    Round round = new Round(store, dir.resolve("out"), settings, gate, inputs, Device.cpu());
    RoundPlanner planner = new RoundPlanner(store, "colours", 1);
    UsedFiles none = new UsedFiles();
    return round
        .run(
            planner.plan(planner.fresh(none), none, "parent", parent.toString(), "", "test"),
            line -> {})
        .orElseThrow();
  }
}
