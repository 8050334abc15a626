package io.clipstream.benchmarks;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.Folders;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.LabelRules;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.Scoring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What many labels cost: scoring, ranking and deciding beside encoding the pictures, from their
 * embeddings in the heap to judgements as the tagging job does it; and encoding new labels.
 */
@Command(
    name = "labels",
    mixinStandardHelpOptions = true,
    description = "Scoring with many labels beside encoding the pictures; encoding new labels.")
final class LabelsBenchmark implements Callable<Integer> {
  private static final String ENCODER = "encoder";

  /** Labels a picture, as the job has it by default. */
  private static final int TOP = 5;

  /** What is said of new labels is said of so many. */
  private static final int NEW_LABELS = 1000;

  @Mixin private Machine machine;

  @Option(names = "--architecture", defaultValue = "ViT-B/32", description = "Or a .json file.")
  private String architecture;

  @Option(names = "--batches", split = ",", defaultValue = "8,32", description = "Pictures.")
  private List<Integer> batches;

  @Option(
      names = "--labels",
      split = ",",
      defaultValue = "1000,20000",
      description = "Labels of a set. Default: ${DEFAULT-VALUE}.")
  private List<Integer> sizes;

  @Option(
      names = "--texts",
      defaultValue = "320",
      description = "Prompts that are encoded in a round for the time of more. Default: 320.")
  private int texts;

  @Spec private CommandSpec spec;

  private Table table;
  private Report report;

  @Override
  public Integer call() throws Exception {
    table = new Table(spec.commandLine().getOut());
    Path folder = Files.createTempDirectory("clipstream-benchmark");
    try (NDManager engine = machine.open(Devices.named("cpu"))) {
      RandomCheckpoint made = RandomCheckpoint.write(folder, Machine.architecture(architecture));
      try (Clip clip = Clip.load(made.directory(), engine.getDevice())) {
        table.line("%s, %s", architecture, machine.describe());
        report = Benchmarks.report(spec);
        for (int batch : batches) {
          scoring(clip, batch);
        }
        encoding(clip);
      }
    } finally {
      Folders.delete(folder);
    }
    return 0;
  }

  private void scoring(Clip clip, int batch) {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> pictures = pictures(clip, batch, random);
    float[][] embeddings = rows(clip, batch, random);
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    tasks.put(ENCODER, () -> encode(clip, pictures));
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (int labels : sizes) {
        LabelBank bank =
            new LabelBank(
                clip,
                PromptedLabels.of(names(labels), PromptTemplates.of("label"), Scoring.SOFTMAX),
                rows(clip, labels, random),
                new float[0][]);
        open.add(bank);
        LabelRules rules = rules(clip, labels);
        open.add(rules);
        tasks.put(labels + " labels", () -> bank.judge(embeddings, rules, TOP));
      }
      shares(batch, machine.measure(tasks));
    } finally {
      open.forEach(LabelsBenchmark::close);
    }
  }

  private void shares(int batch, Rounds rounds) {
    table.line(
        "batch %3d  %-13s %8.2f ms (%.2f pictures/s)",
        batch, ENCODER, 1e3 * rounds.median(ENCODER), batch / rounds.median(ENCODER));
    for (int labels : sizes) {
      String task = labels + " labels";
      table.line(
          "batch %3d  %-13s %8.2f ms, %.2f %% of the encoder's time",
          batch, task, 1e3 * rounds.median(task), 100 * rounds.ratio(task, ENCODER));
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("batch", batch);
      result.put("labels", labels);
      result.put("seconds", rounds.median(task));
      result.put("over_encoder", rounds.ratio(task, ENCODER));
      report.add(result);
    }
  }

  private void encoding(Clip clip) {
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    for (String name : List.of("imagenet-7", "imagenet-80")) {
      PromptTemplates templates = PromptTemplates.of(name);
      PromptedLabels set = PromptedLabels.of(names(count(templates)), templates, Scoring.SOFTMAX);
      tasks.put(name, () -> LabelBank.embedLabels(clip, templates, set.labels()));
    }
    Rounds rounds = machine.measure(tasks);
    for (String name : tasks.keySet()) {
      PromptTemplates templates = PromptTemplates.of(name);
      int prompts = templates.templates().size();
      double perLabel = rounds.median(name) / count(templates);
      table.line(
          "%d new labels, %d templates: %.1f s, by %d labels (%.0f prompts/s)",
          NEW_LABELS, prompts, NEW_LABELS * perLabel, count(templates), prompts / perLabel);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("new_labels", NEW_LABELS);
      result.put("templates", prompts);
      result.put("seconds", NEW_LABELS * perLabel);
      result.put("prompts_per_second", prompts / perLabel);
      report.add(result);
    }
  }

  private int count(PromptTemplates templates) {
    return Math.max(1, texts / templates.templates().size());
  }

  private static void encode(Clip clip, List<byte[]> pictures) {
    try (NDManager scope = clip.newScope()) {
      clip.encodeImages(scope, pictures).toFloatArray();
    }
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "thing " + i).toList();
  }

  /** Thresholds that hardly any label reaches, of one severity, no hierarchy. */
  private static LabelRules rules(Clip clip, int labels) {
    float[] thresholds = new float[labels];
    Arrays.fill(thresholds, 0.5f);
    float[] severities = new float[labels];
    Arrays.fill(severities, 1);
    int[] parents = new int[labels];
    Arrays.fill(parents, -1);
    return new LabelRules(clip, thresholds, severities, parents);
  }

  private static List<byte[]> pictures(Clip clip, int count, SplittableRandom random) {
    int side = clip.preprocessing().imageSize();
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] levels = new byte[3 * side * side];
      random.nextBytes(levels);
      pictures.add(levels);
    }
    return pictures;
  }

  /** Rows of unit length. */
  private static float[][] rows(Clip clip, int count, SplittableRandom random) {
    float[][] rows = new float[count][clip.config().embeddingDimension()];
    for (float[] row : rows) {
      double squares = 0;
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
        squares += row[i] * row[i];
      }
      for (int i = 0; i < row.length; i++) {
        row[i] /= (float) Math.sqrt(squares);
      }
    }
    return rows;
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
