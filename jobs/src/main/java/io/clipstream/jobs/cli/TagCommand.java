package io.clipstream.jobs.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.DecodeResult.Decoded;
import io.clipstream.model.image.DecodeResult.Rejected;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.Tag;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream tag}: tags pictures and prints a line for each. */
@Command(
    name = "tag",
    mixinStandardHelpOptions = true,
    description = "Tags pictures, in the order given.",
    footer = {
      "",
      "Exits 0 if any picture was tagged, 1 if every one was rejected.",
      "",
      "Examples:",
      "  clipstream tag cat.jpg --labels \"cat,dog,sofa\" --model MODEL_DIR",
      "  find . -name '*.png' | clipstream tag - --label-file labels.txt --model MODEL_DIR --json"
    })
final class TagCommand implements Callable<Integer> {
  private static final int BATCH = 16;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, folders, - for a list.")
  private List<String> paths;

  @Mixin private LabelOptions labels;
  @Mixin private ModelOptions model;

  @Option(names = "--top", defaultValue = "5", description = "Labels a picture. Default: 5.")
  private int top;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
  private int tagged;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--top is " + top + ", expected 1 or more");
    }
    List<Path> pictures = Pictures.named(paths);
    Progress progress = new Progress(spec.commandLine().getErr(), "tagging", pictures.size());
    try (Clip clip = model.load();
        LabelBank bank = new LabelBank(clip, labels.set())) {
      Preprocessor preprocessor = new Preprocessor(clip.preprocessing());
      for (int from = 0; from < pictures.size(); from += BATCH) {
        int to = Math.min(from + BATCH, pictures.size());
        tag(clip, bank, preprocessor, pictures.subList(from, to));
        progress.at(to);
      }
    }
    return tagged > 0 ? 0 : 1;
  }

  private void tag(Clip clip, LabelBank bank, Preprocessor preprocessor, List<Path> batch) {
    List<DecodeResult> decoded = new ArrayList<>();
    List<byte[]> inputs = new ArrayList<>();
    for (Path path : batch) {
      DecodeResult result = decoder.read(path, clip.preprocessing().imageSize());
      decoded.add(result);
      if (result instanceof Decoded picture) {
        inputs.add(preprocessor.apply(picture.picture()));
      }
    }
    List<List<Tag>> tags = rank(clip, bank, inputs);
    int next = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (decoded.get(i) instanceof Rejected rejected) {
        print(batch.get(i), rejected);
      } else {
        print(batch.get(i), tags.get(next++));
      }
    }
    tagged += next;
  }

  private List<List<Tag>> rank(Clip clip, LabelBank bank, List<byte[]> inputs) {
    if (inputs.isEmpty()) {
      return List.of();
    }
    try (NDManager scope = clip.newScope()) {
      NDArray images = clip.encodeImages(scope, inputs);
      return bank.rank(images, top);
    }
  }

  private void print(Path path, List<Tag> tags) {
    if (json) {
      Output.json(out(), fields(path, "tags", tags));
      return;
    }
    String line =
        tags.stream()
            .map(tag -> String.format(Locale.ROOT, "%s %.3f", tag.label(), tag.score()))
            .collect(Collectors.joining(", "));
    out().println(path + "\t" + line);
    out().flush();
  }

  private void print(Path path, Rejected rejected) {
    if (json) {
      Map<String, Object> why = new LinkedHashMap<>();
      why.put("reason", rejected.reason().name());
      why.put("message", rejected.message());
      Output.json(out(), fields(path, "rejected", why));
    } else {
      out().println(path + "\trejected: " + rejected.message());
      out().flush();
    }
  }

  private static Map<String, Object> fields(Path path, String name, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", path.toString());
    fields.put(name, value);
    return fields;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
