package io.clipstream.cli.jobs;

import static io.clipstream.cli.testing.ColourPictures.OLD;
import static io.clipstream.cli.testing.ColourPictures.TEMPLATES;

import ai.djl.Device;
import io.clipstream.cli.testing.ColourPictures;
import io.clipstream.cli.testing.Pairs;
import io.clipstream.jobs.testing.SmallModel;
import io.clipstream.learning.rounds.GateSettings;
import io.clipstream.learning.rounds.Replay;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundInputs;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundOptimisation;
import io.clipstream.learning.rounds.RoundSettings;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A model that knows some colours, and tables of pictures to replay and to measure it with. */
final class ColourModel {
  private ColourModel() {}

  /** Trains a small model on the old colours, within seconds. */
  static SmallModel taughtTheOldColours(Path folder) throws Exception {
    SmallModel random = SmallModel.write(folder, 5);
    PairStore store = new PairStore(folder.resolve("first"));
    Pairs.write(folder.resolve("first"), Split.TRAIN, OLD, 40, 2);
    RoundSettings settings =
        RoundSettings.of(
            new RoundOptimisation(25, 32, 32, 2e-3, 0.1, 0.1, 1), new Replay(0, 10, List.of()));
    GateSettings last = new GateSettings(List.of(1.0), 2, 2, 1, 1, 1, 1);
    RoundInputs none = new RoundInputs(List.of(), TEMPLATES, Optional.empty(), List.of());
    RoundManifest manifest =
        new RoundManifest(
            "taught",
            "random",
            random.directory().toString(),
            random.sha256(),
            1,
            "test",
            store.files(Split.TRAIN),
            List.of(),
            List.of(),
            List.of());
    Round.Finished taught =
        new Round(store, folder, settings, last, none, Device.cpu())
            .run(manifest, line -> {})
            .orElseThrow();
    return new SmallModel(
        Path.of(java.net.URI.create(taught.uri())), taught.sha256(), random.config());
  }

  /** Pictures with {@code captions.tsv} and {@code classes.tsv}. */
  static Path folder(Path target, Map<String, Integer> colours, int count) throws IOException {
    Files.createDirectory(target);
    List<String> captions = new ArrayList<>(List.of("path\tcaption"));
    List<String> classes = new ArrayList<>(List.of("path\tclass"));
    for (String colour : new TreeMap<>(colours).keySet()) {
      for (int i = 0; i < count; i++) {
        String file = colour + i + ".png";
        Files.write(target.resolve(file), ColourPictures.png(colours.get(colour), 1000 + i));
        captions.add(file + "\t" + ColourPictures.caption(colour));
        classes.add(file + "\t" + colour);
      }
    }
    Files.write(target.resolve("captions.tsv"), captions);
    Files.write(target.resolve("classes.tsv"), classes);
    return target;
  }
}
