package io.clipstream.cli;

import io.clipstream.cli.evaluation.Checkpoint;
import io.clipstream.cli.evaluation.LoadedSuite;
import io.clipstream.cli.evaluation.ReportPage;
import io.clipstream.cli.evaluation.SuiteResult;
import io.clipstream.cli.evaluation.SuiteRun;
import io.clipstream.model.Clip;
import io.clipstream.model.ClipConfig;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "One page with all evaluations of a checkpoint and their plots, beside the paper's figures.",
    footer = {
      "",
      "The page is one HTML file that needs no other, no script and no network.",
      "",
      "Example:",
      "  clipstream report --model my-clip --suite emoji/suite.yaml --output my-clip.html"
    })
final class ReportCommand implements Callable<Integer> {
  /** What clipstream train leaves in a checkpoint's directory. */
  private static final String CURVES = "curves.svg";

  private static final long MAX_CURVES = 4 << 20;

  @Mixin private ModelOptions model;

  @Mixin private OverlapThreshold threshold;

  @Option(
      names = "--suite",
      paramLabel = "FILE",
      description = "What to measure, see eval suite. Default: nothing but the checkpoint itself.")
  private Path suite;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "Where the page is written. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ResultFile.check("--output", output);
    Optional<LoadedSuite> loaded = Optional.ofNullable(suite).map(LoadedSuite::read);
    Path directory = model.directory();
    PrintWriter err = spec.commandLine().getErr();
    try (Clip clip = model.load(directory)) {
      String name = Checkpoints.name(directory);
      Optional<SuiteResult> result =
          loaded.map(read -> new SuiteRun(clip, read, err::println).run(name, threshold.value()));
      Checkpoint checkpoint = new Checkpoint(name, facts(clip.config()), curves(directory));
      write(ReportPage.of(checkpoint, result));
    }
    spec.commandLine().getOut().println(output);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Map<String, String> facts(ClipConfig config) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("architecture", ModelInfoCommand.architecture(config));
    facts.put("image tower", config.image().toString());
    facts.put("text tower", config.text().toString());
    facts.put("embedding", config.embeddingDimension() + " dimensions");
    facts.put("parameters", ModelInfoCommand.parameters(config));
    facts.put("suite", suite == null ? "none given" : suite.toString());
    return facts;
  }

  private static Optional<byte[]> curves(Path directory) throws IOException {
    Path file = directory.resolve(CURVES);
    return Files.isRegularFile(file) && Files.size(file) <= MAX_CURVES
        ? Optional.of(Files.readAllBytes(file))
        : Optional.empty();
  }

  private void write(String page) {
    try {
      Files.writeString(output, page);
    } catch (IOException e) {
      throw new ResourceException(
          "--output " + output + " cannot be written: " + FileFault.reason(e), e);
    }
  }
}
