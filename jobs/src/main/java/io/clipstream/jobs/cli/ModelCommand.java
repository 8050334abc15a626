package io.clipstream.jobs.cli;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.HubDownload;
import io.clipstream.model.checkpoint.HubRepository;
import io.clipstream.model.encoder.ParameterTable;
import io.clipstream.model.evaluation.ReferenceCheck;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream model}: looks at checkpoints, checks them, fetches them. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Looks at checkpoints, checks them, fetches them.",
    subcommands = {
      ModelCommand.Info.class,
      ModelCommand.Check.class,
      ModelCommand.Preprocess.class,
      ModelCommand.Tokenize.class,
      ModelCommand.Download.class
    })
final class ModelCommand extends Main.Group {

  /** {@code clipstream model info DIR}. */
  @Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = "Architecture, parameters, preprocessing, and where each number came from.")
  static final class Info implements Callable<Integer> {
    @Parameters(paramLabel = "DIR")
    private Path directory;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      CheckpointDirectory checkpoint = CheckpointDirectory.open(directory);
      PrintWriter out = spec.commandLine().getOut();
      long parameters =
          ParameterTable.of(checkpoint.config()).entrySet().stream()
              .filter(entry -> ParameterTable.isTrained(entry.getKey()))
              .mapToLong(entry -> entry.getValue().size())
              .sum();
      out.println("layout         " + checkpoint.layout());
      out.println("image tower    " + checkpoint.config().image());
      out.println("text tower     " + checkpoint.config().text());
      out.println("embedding      " + checkpoint.config().embeddingDimension());
      out.printf(Locale.ROOT, "parameters     %,d%n", parameters);
      out.println("preprocessing  " + checkpoint.preprocessing());
      out.println("from:");
      checkpoint.provenance().forEach((number, from) -> out.println("  " + number + "  " + from));
      out.flush();
      return 0;
    }
  }

  /** {@code clipstream model check DIR}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Holds a checkpoint against reference values of another implementation.")
  static final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "DIR")
    private Path directory;

    @Option(
        names = "--expected",
        paramLabel = "FILE",
        description = "The reference values. Default: DIR/expected.safetensors.")
    private Path expected;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path file = expected == null ? directory.resolve("expected.safetensors") : expected;
      ReferenceCheck.Result result = ReferenceCheck.run(directory, file);
      if (json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        result.errors().forEach((quantity, error) -> fields.put(quantity.key(), error));
        fields.put("ok", result.ok());
        Output.json(spec.commandLine().getOut(), fields);
      } else {
        result.errors().forEach(this::line);
        spec.commandLine().getOut().println(result.ok() ? "ok" : "outside the tolerances");
        spec.commandLine().getOut().flush();
      }
      return result.ok() ? 0 : 1;
    }

    private void line(ReferenceCheck.Quantity quantity, double error) {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%-18s %.2e  (at most %.0e)%s%n",
              quantity.key(),
              error,
              quantity.tolerance(),
              error <= quantity.tolerance() ? "" : "  TOO FAR");
    }
  }

  /** {@code clipstream model preprocess IMAGE}. */
  @Command(
      name = "preprocess",
      mixinStandardHelpOptions = true,
      description = "Writes what the encoder sees of a picture, before normalisation.")
  static final class Preprocess implements Callable<Integer> {
    @Parameters(paramLabel = "IMAGE")
    private Path image;

    @Option(names = "--model", paramLabel = "DIR", required = true)
    private Path directory;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "OUT.png",
        required = true)
    private Path output;

    @Override
    public Integer call() throws IOException {
      Preprocessor preprocessor =
          new Preprocessor(CheckpointDirectory.open(directory).preprocessing());
      int side = preprocessor.settings().imageSize();
      DecodeResult result = new ImageDecoder(ImageLimits.DEFAULT).read(image, side);
      if (result instanceof DecodeResult.Decoded decoded) {
        Files.write(output, Preprocessor.png(preprocessor.apply(decoded.picture()), side));
        return 0;
      }
      throw new ModelException(image + ": " + ((DecodeResult.Rejected) result).message());
    }
  }

  /** {@code clipstream model tokenize DIR TEXT...}. */
  @Command(
      name = "tokenize",
      mixinStandardHelpOptions = true,
      description = "Token ids and pieces of texts, as the text encoder sees them.")
  static final class Tokenize implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR")
    private Path directory;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT")
    private List<String> texts;

    @Option(names = "--json", description = "A JSON list with an object a text.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      int context = CheckpointDirectory.open(directory).config().text().contextLength();
      Tokenizer tokenizer = Tokenizer.load(directory, context);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        Output.json(out, texts.stream().map(text -> fields(tokenizer, text)).toList());
        return 0;
      }
      for (String text : texts) {
        int[] ids = tokenizer.encode(text);
        out.println(Arrays.toString(ids) + "\t" + String.join(" ", tokenizer.pieces(ids)));
      }
      out.flush();
      return 0;
    }

    private static Map<String, Object> fields(Tokenizer tokenizer, String text) {
      int[] ids = tokenizer.encode(text);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("text", text);
      fields.put("ids", ids);
      fields.put("pieces", tokenizer.pieces(ids));
      return fields;
    }
  }

  /** {@code clipstream model download REPO}. */
  @Command(
      name = "download",
      mixinStandardHelpOptions = true,
      description = "Fetches a checkpoint from a HuggingFace-style hub; resumable, hash-checked.")
  static final class Download implements Callable<Integer> {
    @Parameters(paramLabel = "REPO", description = "OWNER/NAME on the hub.")
    private String repository;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "The hub. Default: the public one.")
    private URI endpoint = HubRepository.PUBLIC_HUB;

    @Option(names = "--revision", defaultValue = "main", description = "Branch, tag or commit.")
    private String revision;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "DIR",
        description = "Where it goes. Default: the repository's name.")
    private Path output;

    @Spec private CommandSpec spec;

    private Progress progress;
    private String current = "";

    @Override
    public Integer call() {
      HubRepository hub = new HubRepository(endpoint, repository, revision);
      Path target =
          output == null ? Path.of(repository.substring(repository.indexOf('/') + 1)) : output;
      HubDownload.Downloaded done = new HubDownload(hub).into(target, this::show);
      spec.commandLine().getOut().println(done.target());
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "%d files, %,d bytes, commit %s%n",
              done.files().size(),
              done.bytes(),
              done.commit());
      return 0;
    }

    private void show(String file, long bytes, long total) {
      if (!file.equals(current)) {
        current = file;
        progress = new Progress(spec.commandLine().getErr(), file, total);
      }
      progress.at(bytes);
    }
  }
}
