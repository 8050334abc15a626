package io.clipstream.cli.evaluation;

import io.clipstream.cli.evaluation.SuiteTables.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * All evaluations of a checkpoint as one page that needs no other file, no script and no host. Each
 * part says what it measures, on what, and what the paper found; one without data says why.
 */
public final class ReportPage {
  private static final String NO_SUITE =
      "no suite was given; name one with --suite FILE, as docs/training.md describes.";

  private final Html page = new Html();
  private final Checkpoint checkpoint;
  private final Optional<SuiteResult> result;

  private ReportPage(Checkpoint checkpoint, Optional<SuiteResult> result) {
    this.checkpoint = checkpoint;
    this.result = result;
  }

  /**
   * The page.
   *
   * @param result what was measured, if a suite was given
   */
  public static String of(Checkpoint checkpoint, Optional<SuiteResult> result) {
    return new ReportPage(checkpoint, result).whole();
  }

  private String whole() {
    checkpoint();
    zeroShot();
    prompts();
    robustness();
    overlap();
    probes();
    String title = Html.escaped("clipstream: evaluation of " + checkpoint.name());
    return frame().replace("{title}", title).replace("{body}", page.toString());
  }

  private void checkpoint() {
    page.heading("Checkpoint");
    page.facts("What was measured", checkpoint.facts());
    checkpoint
        .curves()
        .ifPresent(
            curves ->
                page.paragraph("Its training: loss, logit scale and learning rate over steps.")
                    .image("Curves of the training", curves));
  }

  private void zeroShot() {
    page.heading("Zero-shot transfer")
        .paragraph(
            "Each picture is held against the names of all classes of its set, none of which the"
                + " model was trained to tell apart (section 3.1). The average counts every set the"
                + " same, however many pictures it has.");
    result.ifPresentOrElse(r -> table(SuiteTables.zeroShot(r)), () -> page.missing(NO_SUITE));
    page.paper(
        "the best model, ViT-L/14@336px, trained on 400 million pairs, reaches 76.2 % on ImageNet"
            + " (1,000 classes) without one of its labels; over 27 data sets zero-shot CLIP beats a"
            + " linear classifier on ResNet-50 features on 16 (figure 5).");
  }

  private void prompts() {
    page.heading("Prompts and ensembles")
        .paragraph(
            "A class name alone, in one sentence, and in many sentences whose embeddings are"
                + " averaged (section 3.1.4); accuracy by each set's metric.");
    result.ifPresentOrElse(
        r -> {
          table(SuiteTables.prompts(r));
          page.chart(EvaluationCharts.prompts(r));
        },
        () -> page.missing(NO_SUITE));
    page.paper(
        "sentences and ensembles raise the mean of 36 data sets by almost 5 points (figure 4); on"
            + " ImageNet \"A photo of a {label}.\" gives 1.3 points over the name, and an ensemble"
            + " of 80 sentences 3.5 more.");
  }

  private void robustness() {
    page.heading("Robustness to distribution shift")
        .paragraph(
            "The same classes in pictures of another kind (section 3.3). A line through the logits"
                + " of several models' accuracies says what to expect under the shift; effective"
                + " robustness is what a model reaches beyond it.");
    Optional<Robustness> robustness = result.flatMap(SuiteResult::robustness);
    if (robustness.isPresent()) {
      for (String shift : robustness.get().shifted()) {
        table(SuiteTables.robustness(robustness.get(), shift));
        page.chart(EvaluationCharts.robustness(robustness.get(), shift));
      }
      fitted(robustness.get());
    } else {
      page.missing(
          result.isEmpty() ? NO_SUITE : "the suite has no part 'robustness' that names sets.");
    }
    page.paper(
        "zero-shot CLIP closes up to 75 % of the gap between ImageNet and its natural shifts;"
            + " beside a ResNet-101 of the same 76.2 % on ImageNet it reaches 88.9 instead of 37.7 %"
            + " on ImageNet-R and 60.2 instead of 25.2 % on ImageNet Sketch (figure 13).");
  }

  private void fitted(Robustness robustness) {
    boolean line = robustness.line(robustness.shifted().get(0)).isPresent();
    page.paragraph(
        line
            ? "The line is fitted to "
                + robustness.fitted().size()
                + " points ("
                + robustness.fitted().get(0).method().title()
                + "). With few points it says little."
            : "There is no line: it takes two models whose accuracy on the reference differs.");
  }

  private void overlap() {
    page.heading("Overlap with the training data")
        .paragraph(
            "Pictures of which the training data has a near-duplicate, by the similarity of the"
                + " model's own embeddings: All is every picture, Overlap those with a near-duplicate,"
                + " Clean the others (section 5, appendix C). The threshold is the higher of what"
                + " nine in ten altered copies of the set's pictures reach and what one in twenty"
                + " pictures reaches with one of another class. p says how probable the accuracy on"
                + " Overlap, or a higher one, is if it were that on Clean.");
    Optional<Table> table = result.flatMap(SuiteTables::overlap);
    table.ifPresentOrElse(
        this::table,
        () ->
            page.missing(
                result.isEmpty()
                    ? NO_SUITE
                    : "the suite has no field 'training' that says what was learnt from."));
    result
        .flatMap(EvaluationCharts::overlap)
        .ifPresentOrElse(
            page::chart,
            () -> {
              if (table.isPresent()) {
                page.paragraph("No set has both pictures with a near-duplicate and others.");
              }
            });
    page.paper(
        "of 35 data sets the median overlap is 2.2 %, the mean 3.2 %; accuracy is rarely shifted by"
            + " more than 0.1 points, 0.6 at most (Birdsnap, with 12.1 % overlap; figure 17).");
  }

  private void probes() {
    page.heading("Linear probes and few examples")
        .paragraph(
            "What a classifier learns from labelled pictures by the model's features, which stay as"
                + " they are (section 3.2): logistic regression, its L2 penalty chosen by the"
                + " paper's search. The curve has it with few pictures a class against zero-shot,"
                + " which has none (section 3.1.5).");
    result
        .flatMap(SuiteResult::probes)
        .ifPresentOrElse(
            this::probes,
            () ->
                page.missing(
                    result.isEmpty()
                        ? NO_SUITE
                        : "the suite has no part 'probes' that names what to learn from."));
    page.paper(
        "zero-shot CLIP does as well as a linear probe of its own features that learnt from 4"
            + " examples a class; a probe needs 20.8 examples a class on average to match it, 5.4"
            + " in the median (figures 6 and 7). Linear probes of the best CLIP beat the best"
            + " EfficientNet on 21 of 27 data sets (figure 11).");
  }

  private void probes(SuiteResult.ProbeResult probes) {
    page.paragraph(
        "Learnt from "
            + probes.entry().learnFrom().getFileName()
            + ", tested on "
            + probes.entry().test().getFileName()
            + "; "
            + String.join("; ", ProbeTables.pictures(probes.linear().counts()))
            + ".");
    table(ProbeTables.linear(probes.linear()));
    table(ProbeTables.fewShot(probes.fewShot()));
    page.paragraph(
        "Accuracy "
            + (probes.entry().metric() == Suite.Metric.TOP1 ? "on pictures" : "as mean of classes")
            + ": "
            + ProbeTables.worth(probes.fewShot())
            + ".");
    page.chart(EvaluationCharts.fewShot(probes.fewShot(), probes.entry().metric().mean()));
    if (!probes.overlaps().isEmpty()) {
      table(SuiteTables.overlap("top-1", "judged by", probes.overlaps()));
    }
  }

  private void table(Table table) {
    page.table(table.caption(), table.head(), table.rows());
  }

  private static String frame() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read report.html of the class path", e);
    }
  }
}
