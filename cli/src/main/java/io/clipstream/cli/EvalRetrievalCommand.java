package io.clipstream.cli;

import io.clipstream.cli.evaluation.Duplicates;
import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.evaluation.Overlap;
import io.clipstream.cli.evaluation.OverlapSearch;
import io.clipstream.cli.evaluation.SuiteJson;
import io.clipstream.cli.evaluation.SuiteTables;
import io.clipstream.model.Clip;
import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.Ranks;
import io.clipstream.model.evaluation.RetrievalEvaluation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream eval retrieval}. */
@Command(
    name = "retrieval",
    mixinStandardHelpOptions = true,
    description = "Pictures look for their captions, and captions for their pictures.",
    footer = {
      "",
      "Rows without a caption are passed over. A rank counts the wrong answers that are at least "
          + "as similar as the best right one.",
      "Overlap is of recall at 1; a caption is in it if one of its pictures has a near-duplicate.",
      "",
      "Example:",
      "  clipstream eval retrieval --model my-clip --data test.tsv --json"
    })
final class EvalRetrievalCommand implements Callable<Integer> {
  @Mixin private ModelOptions model;

  @Mixin private OverlapOptions overlap;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "TSV with the header path, class, caption.")
  private Path data;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LabelledSet set = LoadedSuite.table("--data", data);
    Optional<OverlapSearch> search = overlap.search();
    try (Clip clip = model.load()) {
      RetrievalEvaluation.Result result = RetrievalEvaluation.run(clip, set);
      Optional<Map<String, Overlap>> shared = search.map(s -> overlap(clip, s, set, result));
      if (json) {
        Map<String, Object> fields = fields(result);
        shared.ifPresent(found -> fields.put("overlap", SuiteJson.overlaps(found)));
        Output.json(spec.commandLine().getOut(), fields);
      } else {
        print(result);
        shared.ifPresent(
            found ->
                new TextTables(spec.commandLine().getOut())
                    .print(SuiteTables.overlap("recall at 1", "direction", found)));
      }
      result.unreadable().forEach(line -> spec.commandLine().getErr().println("skipped " + line));
    }
    return 0;
  }

  private static Map<String, Overlap> overlap(
      Clip clip, OverlapSearch search, LabelledSet set, RetrievalEvaluation.Result result) {
    Duplicates pictures = search.of(clip, RetrievalEvaluation.captioned(set));
    Map<String, Overlap> overlaps = new LinkedHashMap<>();
    overlaps.put("image to text", pictures.of(result.imageToText().first()));
    overlaps.put(
        "text to image", pictures.ofGroups(result.captionOf()).of(result.textToImage().first()));
    return overlaps;
  }

  private static Map<String, Object> fields(RetrievalEvaluation.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("n", result.pictures());
    fields.put("captions", result.captions());
    fields.put("loss", result.loss());
    fields.put("image_to_text", fields(result.imageToText()));
    fields.put("text_to_image", fields(result.textToImage()));
    fields.put("without_caption", result.withoutCaption());
    fields.put("unreadable", result.unreadable().size());
    return fields;
  }

  private static Map<String, Object> fields(Ranks ranks) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("recall_1", ranks.recall1());
    fields.put("recall_5", ranks.recall5());
    fields.put("recall_10", ranks.recall10());
    fields.put("median_rank", ranks.medianRank());
    return fields;
  }

  private void print(RetrievalEvaluation.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "pictures %d, captions %d, loss %.4f%n",
        result.pictures(),
        result.captions(),
        result.loss());
    row(out, "image to text", result.imageToText());
    row(out, "text to image", result.textToImage());
    if (result.withoutCaption() > 0) {
      out.println("rows without a caption: " + result.withoutCaption());
    }
    out.flush();
  }

  private static void row(PrintWriter out, String name, Ranks ranks) {
    out.printf(
        Locale.ROOT,
        "%s: recall at 1 %.1f %%, at 5 %.1f %%, at 10 %.1f %%, median rank %.1f%n",
        name,
        100 * ranks.recall1(),
        100 * ranks.recall5(),
        100 * ranks.recall10(),
        ranks.medianRank());
  }
}
