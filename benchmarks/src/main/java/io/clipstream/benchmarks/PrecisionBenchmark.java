package io.clipstream.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.Precision;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.PromptedLabels;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.model.zeroshot.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether another type decides as fp32 does: the same pictures and labels through both. */
@Command(
    name = "precision",
    mixinStandardHelpOptions = true,
    description =
        "How often another precision decides as FP32 does, and how far similarities are off.")
final class PrecisionBenchmark implements Callable<Integer> {
  private static final int BATCH = 32;
  private static final double THRESHOLD = 0.5;

  @Option(names = "--model", required = true, description = "A checkpoint directory.")
  private Path model;

  @Option(names = "--pictures", required = true, description = "A folder of pictures.")
  private Path folder;

  @Option(names = "--label-file", required = true, description = "A label a line.")
  private Path labelFile;

  @Option(
      names = "--count",
      defaultValue = "1000",
      description =
          "Pictures, mirrored and in other colours where the folder has fewer. Default: 1000.")
  private int count;

  @Option(names = "--precision", defaultValue = "BF16", description = "FP16 or BF16.")
  private Precision precision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<String> labels =
        Files.readAllLines(labelFile).stream()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    List<Map<String, ScoredLabel>> exact;
    List<byte[]> pictures;
    try (Clip clip = Clip.load(model, Device.cpu())) {
      pictures = pictures(new Preprocessor(clip.preprocessing()));
      exact = scores(clip, labels, pictures);
    }
    try (Clip clip = Clip.load(model, Device.cpu(), precision)) {
      report(labels, exact, scores(clip, labels, pictures));
    }
    return 0;
  }

  private static List<Map<String, ScoredLabel>> scores(
      Clip clip, List<String> names, List<byte[]> pictures) {
    PromptedLabels labels =
        PromptedLabels.of(names, PromptTemplates.of("photo"), Scoring.INDEPENDENT);
    List<Map<String, ScoredLabel>> all = new ArrayList<>();
    try (LabelBank bank = new LabelBank(clip, labels)) {
      for (int from = 0; from < pictures.size(); from += BATCH) {
        List<byte[]> batch = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
        try (NDManager scope = clip.newScope()) {
          bank.rank(clip.encodeImages(scope, batch), names.size())
              .forEach(
                  ranked -> {
                    Map<String, ScoredLabel> byName = new HashMap<>();
                    ranked.forEach(label -> byName.put(label.label(), label));
                    all.add(byName);
                  });
        }
      }
    }
    return all;
  }

  private void report(
      List<String> labels,
      List<Map<String, ScoredLabel>> exact,
      List<Map<String, ScoredLabel>> found) {
    int sameBest = 0;
    int sameDecisions = 0;
    double furthest = 0;
    for (int i = 0; i < exact.size(); i++) {
      sameBest += best(exact.get(i)).equals(best(found.get(i))) ? 1 : 0;
      for (String label : labels) {
        ScoredLabel one = exact.get(i).get(label);
        ScoredLabel other = found.get(i).get(label);
        sameDecisions += one.score() >= THRESHOLD == other.score() >= THRESHOLD ? 1 : 0;
        furthest = Math.max(furthest, Math.abs(one.similarity() - other.similarity()));
      }
    }
    Table table = new Table(spec.commandLine().getOut());
    table.line(
        "%s beside FP32: %d pictures, %d labels: %.2f %% have the same best label, %.3f %% of the"
            + " decisions at %.1f are the same, similarities are off by %.4f at most",
        precision,
        exact.size(),
        labels.size(),
        100.0 * sameBest / exact.size(),
        100.0 * sameDecisions / exact.size() / labels.size(),
        THRESHOLD,
        furthest);
  }

  private static String best(Map<String, ScoredLabel> scores) {
    return scores.values().stream()
        .max((a, b) -> Float.compare(a.similarity(), b.similarity()))
        .orElseThrow()
        .label();
  }

  private List<byte[]> pictures(Preprocessor preprocessor) throws IOException {
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    int side = preprocessor.settings().imageSize();
    List<byte[]> plain = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder).sorted()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (decoder.decode(Files.readAllBytes(file), side)
            instanceof DecodeResult.Decoded decoded) {
          plain.add(preprocessor.apply(decoded.picture()));
        }
      }
    }
    List<byte[]> all = new ArrayList<>(plain);
    plain.forEach(picture -> all.add(mirrored(picture, side)));
    plain.forEach(picture -> all.add(recoloured(picture)));
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }

  private static byte[] mirrored(byte[] picture, int side) {
    byte[] mirrored = new byte[picture.length];
    for (int point = 0; point < side * side; point++) {
      int from = point / side * side + side - 1 - point % side;
      System.arraycopy(picture, 3 * from, mirrored, 3 * point, 3);
    }
    return mirrored;
  }

  /** Red, green and blue change places. */
  private static byte[] recoloured(byte[] picture) {
    byte[] recoloured = new byte[picture.length];
    for (int i = 0; i < picture.length; i++) {
      recoloured[i / 3 * 3 + (i + 1) % 3] = picture[i];
    }
    return recoloured;
  }
}
