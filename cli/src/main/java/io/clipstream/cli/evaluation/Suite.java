package io.clipstream.cli.evaluation;

import io.clipstream.model.probe.Accuracy;
import io.clipstream.model.text.PromptTemplates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured of a checkpoint, over several labelled sets.
 *
 * @param file that says so
 * @param sets one or more, with distinct names
 * @param prompts ways to put class names into words, by name, to be compared on every set
 * @param training what the checkpoint has learnt from: its overlap with the sets is measured
 * @param shift sets of the same classes to hold against each other
 * @param probes labelled pictures to learn from, in place of prompts
 */
public record Suite(
    Path file,
    List<Entry> sets,
    Map<String, PromptTemplates> prompts,
    List<Path> training,
    Optional<Shift> shift,
    Optional<Probes> probes) {
  /** What counts as accuracy on a set; the paper takes what the set's own authors took. */
  public enum Metric {
    TOP1("top-1"),
    MEAN_PER_CLASS("mean per class");

    private final String title;

    Metric(String title) {
      this.title = title;
    }

    /** As probes are compared by it. */
    public Accuracy.Mean mean() {
      return this == MEAN_PER_CLASS ? Accuracy.Mean.CLASSES : Accuracy.Mean.PICTURES;
    }

    /** As it stands in a file. */
    public String title() {
      return title;
    }
  }

  /**
   * A labelled set.
   *
   * @param data its table
   * @param templates by which its result is reported
   */
  public record Entry(String name, Path data, Metric metric, PromptTemplates templates) {}

  /**
   * A shift of the distribution.
   *
   * @param reference name of the set whose distribution is the usual one
   * @param shifted names of the others, one or more
   * @param learnFrom what linear probes learn from, of the reference's distribution
   */
  public record Shift(String reference, List<String> shifted, Optional<Path> learnFrom) {
    public Shift {
      shifted = List.copyOf(shifted);
    }
  }

  /**
   * Linear probes of all pictures and of few.
   *
   * @param learnFrom the table to learn from
   * @param validation the table to choose the penalty by; without it a fifth of each class
   * @param test the table to report on
   * @param metric by which is chosen and compared
   * @param templates of zero-shot, which the curve is held against
   */
  public record Probes(
      Path learnFrom,
      Optional<Path> validation,
      Path test,
      Metric metric,
      PromptTemplates templates) {}

  public Suite {
    sets = List.copyOf(sets);
    training = List.copyOf(training);
  }
}
