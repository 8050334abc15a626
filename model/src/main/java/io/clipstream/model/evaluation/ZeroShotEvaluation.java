package io.clipstream.model.evaluation;

import io.clipstream.model.Clip;
import io.clipstream.model.ModelException;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.model.zeroshot.Scoring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Zero-shot accuracy on a labelled set: each picture against all classes of the set (section 3.1).
 */
public final class ZeroShotEvaluation {
  private static final int TOP = 5;

  private final LabelBank bank;
  private final List<Guess> guesses = new ArrayList<>();

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

    /** Whether the best class is the right one. */
    public boolean first() {
      return guessed.get(0).equals(truth);
    }
  }

  /**
   * A mistake that was made.
   *
   * @param truth the class of the pictures
   * @param guess what they were taken for
   * @param count how often
   */
  public record Confusion(String truth, String guess, int count) {}

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

    /** Whether the best class of each picture is right. */
    public List<Boolean> right() {
      return guesses.stream().map(Guess::first).toList();
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

    /** The most frequent mistakes, most frequent first. */
    public List<Confusion> confusions(int max) {
      Map<Confusion, Integer> counts = new LinkedHashMap<>();
      guesses.stream()
          .filter(guess -> !guess.first())
          .forEach(
              g -> counts.merge(new Confusion(g.truth(), g.guessed().get(0), 0), 1, Integer::sum));
      return counts.entrySet().stream()
          .map(e -> new Confusion(e.getKey().truth(), e.getKey().guess(), e.getValue()))
          .sorted(
              Comparator.comparingInt(Confusion::count)
                  .reversed()
                  .thenComparing(Confusion::truth)
                  .thenComparing(Confusion::guess))
          .limit(max)
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

  private ZeroShotEvaluation(LabelBank bank) {
    this.bank = bank;
  }

  /**
   * Evaluates a model.
   *
   * @throws ModelException if not one picture can be read
   */
  public static Result run(Clip clip, LabelledSet set, PromptTemplates templates) {
    return run(clip, set, templates, () -> {});
  }

  /**
   * As {@link #run(Clip, LabelledSet, PromptTemplates)}.
   *
   * @param afterBatch is called after each batch; what it throws ends the evaluation
   */
  public static Result run(
      Clip clip, LabelledSet set, PromptTemplates templates, Runnable afterBatch) {
    List<String> classes = set.classes();
    try (LabelBank bank =
        new LabelBank(clip, PromptedLabels.of(classes, templates, Scoring.SOFTMAX))) {
      ZeroShotEvaluation evaluation = new ZeroShotEvaluation(bank);
      ExamplePictures pictures = new ExamplePictures(clip);
      pictures.encode(
          set.name(),
          set.examples(),
          (examples, images) -> {
            evaluation.guess(examples, bank.rank(images, TOP));
            afterBatch.run();
          });
      return new Result(evaluation.guesses, classes.size(), pictures.unreadable());
    }
  }

  /** As {@link #run(Clip, LabelledSet, PromptTemplates)}, of pictures that are encoded already. */
  public static Result run(Clip clip, EncodedSet set, PromptTemplates templates) {
    List<String> classes = set.set().classes();
    try (LabelBank bank =
        new LabelBank(clip, PromptedLabels.of(classes, templates, Scoring.SOFTMAX))) {
      ZeroShotEvaluation evaluation = new ZeroShotEvaluation(bank);
      evaluation.guess(set.examples(), bank.rank(set.embeddings(), TOP));
      return new Result(evaluation.guesses, classes.size(), set.unreadable());
    }
  }

  private void guess(List<LabelledSet.Example> examples, List<List<ScoredLabel>> tags) {
    for (int i = 0; i < examples.size(); i++) {
      List<String> guessed = tags.get(i).stream().map(ScoredLabel::label).toList();
      guesses.add(new Guess(examples.get(i).label(), guessed, examples.get(i).group()));
    }
  }
}
