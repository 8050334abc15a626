package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.probe.DataEfficiency;
import io.clipstream.model.probe.Draws;
import io.clipstream.model.probe.Examples;
import io.clipstream.model.probe.LinearProbe;
import io.clipstream.model.probe.ProbePath;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.data.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Linear probes of few examples a class against zero-shot with the same model (paper, section
 * 3.1.5, figures 6 and 7). The penalty's strength is chosen anew for each number of examples, by
 * the first of its draws on the validation set, whose pictures are not learnt from.
 */
public final class FewShotEvaluation {
  /** The paper's. */
  public static final List<Integer> SHOTS = List.of(1, 2, 4, 8, 16);

  /** For each number of pictures, if nothing else is said. */
  public static final int DRAWS = 5;

  /**
   * Probes of a number of examples a class.
   *
   * @param shots asked for; 0 for all that there are
   * @param examples a class, by the mean: some classes have fewer than were asked for
   * @param fewer classes that have fewer
   * @param strength of the penalty
   * @param accuracies of the draws, one or more
   * @param right whether each test picture got its class from the first draw's probe, in the order
   *     of those that can be read
   * @param gradientNorm the largest of the draws' probes
   */
  public record Point(
      int shots,
      double examples,
      int fewer,
      double strength,
      List<Double> accuracies,
      List<Boolean> right,
      double gradientNorm) {
    public Point {
      accuracies = List.copyOf(accuracies);
      right = List.copyOf(right);
    }

    /** The mean of the draws. */
    public double mean() {
      return accuracies.stream().mapToDouble(a -> a).average().orElseThrow();
    }

    /** The standard deviation of the draws, 0 of one. */
    public double deviation() {
      double squares = accuracies.stream().mapToDouble(a -> Math.pow(a - mean(), 2)).sum();
      return accuracies.size() < 2 ? 0 : Math.sqrt(squares / (accuracies.size() - 1));
    }
  }

  /**
   * The outcome.
   *
   * @param zeroShot accuracy of the same model with prompts alone
   * @param zeroShotRight whether it gave each test picture its class, as {@link Point#right}
   * @param points with ever more examples; the last has all
   * @param efficiency what zero-shot is worth in examples a class
   */
  public record Result(
      double zeroShot,
      List<Boolean> zeroShotRight,
      List<Point> points,
      DataEfficiency efficiency,
      ProbeCounts counts) {
    public Result {
      zeroShotRight = List.copyOf(zeroShotRight);
      points = List.copyOf(points);
    }
  }

  /**
   * What is asked for.
   *
   * @param repetitions draws for each number of examples, 1 or more
   * @param templates prompts of zero-shot
   * @param by which accuracy counts
   */
  public record Settings(int repetitions, PromptTemplates templates, Accuracy.Mean by) {}

  private final NDManager scope;
  private final ProbeData data;
  private final Settings settings;
  private final Consumer<Point> progress;

  private FewShotEvaluation(
      NDManager scope, ProbeData data, Settings settings, Consumer<Point> progress) {
    this.scope = scope;
    this.data = data;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Evaluates a model.
   *
   * @param progress is told of each point of the curve
   * @throws ModelException if a set has no picture that can be used, or all are of one class
   */
  public static Result run(Clip clip, ProbeSets sets, Settings settings, Consumer<Point> progress) {
    ProbeData data = ProbeData.of(clip, sets);
    try (NDManager scope = clip.newScope()) {
      FewShotEvaluation few = new FewShotEvaluation(scope, data, settings, progress);
      return few.result(clip, sets, few.choose(data.train()));
    }
  }

  /**
   * @param ofAll the probe of all training pictures
   */
  static Result run(
      Clip clip,
      NDManager scope,
      ProbeSets sets,
      ProbeData data,
      ChosenProbe ofAll,
      Settings settings,
      Consumer<Point> progress) {
    return new FewShotEvaluation(scope, data, settings, progress).result(clip, sets, ofAll);
  }

  private Result result(Clip clip, ProbeSets sets, ChosenProbe ofAll) {
    ZeroShotEvaluation.Result zeroShot =
        ZeroShotEvaluation.run(clip, sets.test(), settings.templates());
    Accuracy accuracy = new Accuracy(zeroShot.top1(), zeroShot.macroTop1());
    List<Point> points = curve(sets.seed(), ofAll);
    List<DataEfficiency.Point> curve =
        points.stream().map(p -> new DataEfficiency.Point(p.examples(), p.mean())).toList();
    double reached = accuracy.by(settings.by());
    return new Result(
        reached, zeroShot.right(), points, DataEfficiency.of(reached, curve), data.counts());
  }

  /** Numbers that no class has more examples than are left out: they would be all. */
  private List<Point> curve(long seed, ChosenProbe ofAll) {
    int[] sizes = sizes();
    int most = Arrays.stream(sizes).max().orElseThrow();
    List<Point> points = new ArrayList<>();
    for (int shots : SHOTS) {
      if (shots < most) {
        List<Examples> draws =
            IntStream.range(0, settings.repetitions())
                .mapToObj(r -> Draws.ofEach(data.train(), shots, Seeds.mix(seed, r)))
                .map(data.train()::at)
                .toList();
        int fewer = (int) Arrays.stream(sizes).filter(n -> n < shots).count();
        points.add(point(shots, draws, fewer, choose(draws.get(0))));
      }
    }
    points.add(point(0, List.of(data.train()), 0, ofAll));
    return points;
  }

  private ChosenProbe choose(Examples draw) {
    return ChosenProbe.of(scope, draw, data.validation(), settings.by(), fit -> {});
  }

  /** Examples of each class that has any. */
  private int[] sizes() {
    return Arrays.stream(data.train().byClass())
        .mapToInt(members -> members.length)
        .filter(n -> n > 0)
        .toArray();
  }

  private Point point(int shots, List<Examples> draws, int fewer, ChosenProbe first) {
    List<Tested> tested = new ArrayList<>();
    double gradientNorm = 0;
    for (Examples draw : draws) {
      LinearProbe probe =
          tested.isEmpty() ? first.probe() : new ProbePath(scope, draw).downTo(first.strength());
      tested.add(Tested.of(scope, probe, data.test()));
      gradientNorm = Math.max(gradientNorm, probe.fit().gradientNorm());
    }
    double examples = (double) draws.get(0).size() / sizes().length;
    Point point =
        new Point(
            shots,
            examples,
            fewer,
            first.strength(),
            tested.stream().map(draw -> draw.accuracy().by(settings.by())).toList(),
            tested.get(0).right(),
            gradientNorm);
    progress.accept(point);
    return point;
  }
}
