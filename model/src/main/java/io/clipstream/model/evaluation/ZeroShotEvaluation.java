package io.clipstream.model.evaluation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelSet;
import io.clipstream.model.zeroshot.Scoring;
import io.clipstream.model.zeroshot.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Zero-shot accuracy on a labelled set: each picture against all classes of the set (section 3.1).
 */
public final class ZeroShotEvaluation {
  private static final int BATCH = 64;
  private static final int TOP = 5;

  private final Clip clip;
  private final LabelBank bank;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private final List<Guess> guesses = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  /**
   * What the model said of a picture.
   *
   * @param truth its class
   * @param guessed the best five classes, best first
   * @param group as the set has it
   */
  public record Guess(String truth, List<String> guessed, Optional<String> group) {
    public Guess {
      guessed = List.copyOf(guessed);
    }

    boolean first() {
      return guessed.get(0).equals(truth);
    }
  }

  /**
   * The outcome.
   *
   * @param guesses one for each picture that could be read
   * @param classes number of classes to choose from
   * @param unreadable pictures that could not be read, with the reason
   */
  public record Result(List<Guess> guesses, int classes, List<String> unreadable) {
    public Result {
      guesses = List.copyOf(guesses);
      unreadable = List.copyOf(unreadable);
    }

    /** Share of pictures whose best class is right. */
    public double top1() {
      return share(guesses, true);
    }

    /** Share of pictures whose class is among the best five. */
    public double top5() {
      return share(guesses, false);
    }

    /** The mean over classes of the share of their pictures whose best class is right. */
    public double macroTop1() {
      return mean(true);
    }

    /** The mean over classes, likewise for the best five. */
    public double macroTop5() {
      return mean(false);
    }

    /** What guessing would reach. */
    public double chance() {
      return 1.0 / classes;
    }

    /** Top-1 by the set's groups, where it has them. */
    public Map<String, Double> byGroup() {
      Map<String, List<Guess>> groups = new TreeMap<>();
      for (Guess guess : guesses) {
        guess.group().ifPresent(g -> groups.computeIfAbsent(g, k -> new ArrayList<>()).add(guess));
      }
      Map<String, Double> shares = new TreeMap<>();
      groups.forEach((group, own) -> shares.put(group, share(own, true)));
      return shares;
    }

    /** The most frequent mistakes, as "truth -> guess", with their counts, most frequent first. */
    public List<Map.Entry<String, Integer>> confusions(int most) {
      Map<String, Integer> counts = new TreeMap<>();
      guesses.stream()
          .filter(guess -> !guess.first())
          .forEach(g -> counts.merge(g.truth() + " -> " + g.guessed().get(0), 1, Integer::sum));
      return counts.entrySet().stream()
          .sorted((a, b) -> b.getValue() - a.getValue())
          .limit(most)
          .map(e -> Map.entry(e.getKey(), e.getValue()))
          .toList();
    }

    private double mean(boolean first) {
      Map<String, List<Guess>> byClass = new TreeMap<>();
      guesses.forEach(g -> byClass.computeIfAbsent(g.truth(), k -> new ArrayList<>()).add(g));
      return byClass.values().stream().mapToDouble(own -> share(own, first)).average().orElse(0);
    }

    private static double share(List<Guess> some, boolean first) {
      long right =
          some.stream().filter(g -> first ? g.first() : g.guessed().contains(g.truth())).count();
      return (double) right / some.size();
    }
  }

  private ZeroShotEvaluation(Clip clip, LabelBank bank) {
    this.clip = clip;
    this.bank = bank;
    this.preprocessor = new Preprocessor(clip.preprocessing());
  }

  /**
   * Evaluates a model.
   *
   * @throws ModelException if not one picture can be read
   */
  public static Result run(Clip clip, LabelledSet set, PromptTemplates templates) {
    List<String> classes = set.classes();
    try (LabelBank bank = new LabelBank(clip, LabelSet.of(classes, templates, Scoring.SOFTMAX))) {
      ZeroShotEvaluation evaluation = new ZeroShotEvaluation(clip, bank);
      List<LabelledSet.Example> examples = set.examples();
      for (int from = 0; from < examples.size(); from += BATCH) {
        evaluation.guess(examples.subList(from, Math.min(from + BATCH, examples.size())));
      }
      if (evaluation.guesses.isEmpty()) {
        throw new ModelException(
            set.name() + ": no picture can be read; first: " + evaluation.unreadable.get(0));
      }
      return new Result(evaluation.guesses, classes.size(), evaluation.unreadable);
    }
  }

  private void guess(List<LabelledSet.Example> examples) {
    List<LabelledSet.Example> read = new ArrayList<>();
    List<byte[]> inputs = new ArrayList<>();
    for (LabelledSet.Example example : examples) {
      DecodeResult result = decoder.read(example.path(), clip.preprocessing().imageSize());
      if (result instanceof DecodeResult.Decoded decoded) {
        read.add(example);
        inputs.add(preprocessor.apply(decoded.picture()));
      } else {
        unreadable.add(example.path() + ": " + ((DecodeResult.Rejected) result).message());
      }
    }
    if (inputs.isEmpty()) {
      return;
    }
    try (NDManager scope = clip.newScope()) {
      NDArray images = clip.encodeImages(scope, inputs);
      List<List<Tag>> tags = bank.rank(images, TOP);
      for (int i = 0; i < read.size(); i++) {
        List<String> guessed = tags.get(i).stream().map(Tag::label).toList();
        guesses.add(new Guess(read.get(i).label(), guessed, read.get(i).group()));
      }
    }
  }
}
