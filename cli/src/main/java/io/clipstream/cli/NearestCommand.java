package io.clipstream.cli;

import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.NearestNeighbours;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval nearest}: what a model must beat. */
@Command(
    name = "nearest",
    mixinStandardHelpOptions = true,
    description =
        "The baseline that learns nothing: each picture gets the class of the training picture that "
            + "is most like it, by pixels and by colour histogram. A training picture's class is its first "
            + "caption.")
final class NearestCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "TSV with the header path, class.")
  private Path data;

  @Option(
      names = "--train",
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description = "What a model would be trained on, as for clipstream train.")
  private List<Path> train;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LabelledSet set = LoadedSuite.table("--data", data);
    NearestNeighbours neighbours = new NearestNeighbours();
    for (Path path : train) {
      add(neighbours, PairSource.open(path, new SkipLog()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("known pictures %d%n", neighbours.size());
    neighbours
        .top1(set)
        .forEach((how, share) -> out.printf(Locale.ROOT, "%s %.1f %%%n", how, 100 * share));
    out.flush();
    return 0;
  }

  private static void add(NearestNeighbours neighbours, PairSource source) throws IOException {
    try (PairStream stream = source.stream(0, 0)) {
      for (Optional<Pair> pair = stream.next(); pair.isPresent(); pair = stream.next()) {
        neighbours.add(pair.get().image().read(), pair.get().captions().get(0));
      }
    }
  }
}
