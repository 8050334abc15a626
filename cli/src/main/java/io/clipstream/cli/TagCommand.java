package io.clipstream.cli;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Clip;
import io.clipstream.model.EngineStart;
import io.clipstream.model.image.DecodeResult.Rejected;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.zeroshot.CutPrompts;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream tag}: tags pictures and prints a line for each. */
@Command(
    name = "tag",
    mixinStandardHelpOptions = true,
    description = "Tags pictures, in the order given.",
    footer = {
      "",
      "A line is the path, a tab, and the labels with their scores, or why the "
          + "picture was rejected. Exits 0 if any picture was tagged, 1 if every one was "
          + "rejected. With --label-set the decision stands between them, and a star behind a score at "
          + "or above its threshold.",
      "",
      "Examples:",
      "  clipstream tag cat.jpg --labels \"cat,dog,sofa\" --model DIR",
      "  clipstream tag photos/ --label-file labels.txt --templates imagenet-7 --top 3",
      "  clipstream tag photos/ --label-set samples/labels.yaml",
      "  find . -name '*.png' | clipstream tag - --labels cat,dog --json"
    })
final class TagCommand implements Callable<Integer> {
  private static final int BATCH = 16;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      converter = GivenPath.AsWritten.class,
      description = "Files, folders, or - for a list of paths on standard input, one a line.")
  private List<String> paths;

  @Mixin private LabelOptions labels;
  @Mixin private ModelOptions model;
  @Mixin private LimitOptions limits;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Labels a picture at most. Default: ${DEFAULT-VALUE}.")
  private int top;

  @Option(
      names = "--json",
      description =
          "One JSON object a line: path, and tags (label, score, similarity) or rejected (reason,"
              + " message). With --label-set also decision, and of each tag action and applied.")
  private boolean json;

  @Spec private CommandSpec spec;

  private int tagged;

  @Override
  public Integer call() {
    if (top < 1) {
      throw new ParameterException(spec.commandLine(), "--top is " + top + ", expected 1 or more");
    }
    Function<Clip, Tagger> chosen = labels.chosen();
    List<Pictures.Named> pictures = Pictures.named(paths, System.in);
    EngineStart.await();
    try (Clip clip = model.load();
        Tagger tagger = chosen.apply(clip)) {
      CutPrompts.warning(clip.tokenizer(), tagger.prompts())
          .ifPresent(line -> spec.commandLine().getErr().println("clipstream: " + line));
      tagAll(clip, tagger, pictures);
    }
    return tagged > 0 ? 0 : 1;
  }

  /** What becomes of a picture before it is encoded: little is kept of many. */
  private sealed interface Prepared {
    /** Levels as the encoder takes them; empty if there is nothing to encode. */
    Optional<byte[]> toEncode();

    /** Prints it, with the next tags if it was encoded; whether it was. */
    boolean print(TagPrinter printer, String name, Iterator<Tagger.Tagged> tags);

    record Ready(byte[] levels) implements Prepared {
      @Override
      public Optional<byte[]> toEncode() {
        return Optional.of(levels);
      }

      @Override
      public boolean print(TagPrinter printer, String name, Iterator<Tagger.Tagged> tags) {
        tags.next().print(printer, name);
        return true;
      }
    }

    record Refused(Rejected why) implements Prepared {
      @Override
      public Optional<byte[]> toEncode() {
        return Optional.empty();
      }

      @Override
      public boolean print(TagPrinter printer, String name, Iterator<Tagger.Tagged> tags) {
        printer.rejected(name, why);
        return false;
      }
    }
  }

  private void tagAll(Clip clip, Tagger tagger, List<Pictures.Named> pictures) {
    TagPrinter printer = new TagPrinter(spec.commandLine().getOut(), json);
    Progress progress = new Progress(spec.commandLine().getErr(), "tagging", pictures.size());
    ImageDecoder decoder = new ImageDecoder(limits.limits());
    Preprocessor preprocessor = new Preprocessor(clip.preprocessing());
    for (int from = 0; from < pictures.size() && !printer.isClosed(); from += BATCH) {
      int to = Math.min(from + BATCH, pictures.size());
      List<Pictures.Named> batch = pictures.subList(from, to);
      List<Prepared> prepared =
          batch.stream().map(picture -> prepare(picture, decoder, preprocessor)).toList();
      Iterator<Tagger.Tagged> results = tag(clip, tagger, prepared).iterator();
      progress.clear();
      print(printer, batch, prepared, results);
      progress.at(to);
    }
  }

  private static Prepared prepare(
      Pictures.Named picture, ImageDecoder decoder, Preprocessor preprocessor) {
    return picture
        .decode(decoder, preprocessor.settings().imageSize())
        .match(decoded -> new Prepared.Ready(preprocessor.apply(decoded)), Prepared.Refused::new);
  }

  private List<Tagger.Tagged> tag(Clip clip, Tagger tagger, List<Prepared> prepared) {
    List<byte[]> inputs =
        prepared.stream().flatMap(picture -> picture.toEncode().stream()).toList();
    if (inputs.isEmpty()) {
      return List.of();
    }
    try (NDManager scope = clip.newScope()) {
      return tagger.tag(clip.encodeImages(scope, inputs), top);
    }
  }

  private void print(
      TagPrinter printer,
      List<Pictures.Named> batch,
      List<Prepared> prepared,
      Iterator<Tagger.Tagged> results) {
    for (int i = 0; i < batch.size(); i++) {
      if (prepared.get(i).print(printer, batch.get(i).name(), results)) {
        tagged++;
      }
    }
  }
}
