package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.benchmarks.Guard.Held;
import io.clipstream.benchmarks.Guard.Verdict;
import io.clipstream.benchmarks.Ratios.Ratio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether what was measured is as good as what was kept for this kind of processor. */
@Command(
    name = "guard",
    mixinStandardHelpOptions = true,
    description = {
      "Holds the ratios of runs against those that were kept for the processor: never times.",
      "Exits 1 if one is worse by more than the tolerance."
    },
    footer = {
      "",
      "Examples:",
      "  ./clipstream bench encoder --output encoder.json",
      "  ./clipstream bench guard encoder.json",
      "  ./clipstream bench guard encoder.json --keep"
    })
final class GuardCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What benchmarks wrote: --output.")
  private List<Path> runs;

  @Option(
      names = "--baselines",
      paramLabel = "DIR",
      description = "Holds a folder for each kind of processor. Default: benchmarks/baselines.")
  private Path baselines;

  @Option(
      names = "--tolerance",
      defaultValue = "0.1",
      description = "The part of a ratio that may be lost. Default: ${DEFAULT-VALUE}.")
  private double tolerance;

  @Option(names = "--keep", description = "Keep the runs as the baseline from now on.")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(tolerance > 0 && tolerance < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--tolerance is " + tolerance + ", expected more than 0, less than 1");
    }
    boolean isWorse = false;
    for (Path run : runs) {
      isWorse |= keep ? keep(run) : isWorse(run);
    }
    return isWorse ? 1 : 0;
  }

  private boolean keep(Path run) throws IOException {
    Path kept = kept(run, read(run));
    Files.createDirectories(kept.getParent());
    Files.copy(run, kept, StandardCopyOption.REPLACE_EXISTING);
    table().line("kept as %s", kept);
    return false;
  }

  private boolean isWorse(Path run) throws IOException {
    JsonNode found = read(run);
    Path kept = kept(run, found);
    if (!Files.exists(kept)) {
      throw new ParameterException(
          spec.commandLine(),
          run + ": nothing is kept for this processor at " + kept + "; --keep keeps this run");
    }
    List<Held> lines = new Guard(tolerance).compare(Ratios.of(read(kept)), Ratios.of(found));
    table().line("%s beside %s, tolerance %.0f %%", run, kept, 100 * tolerance);
    lines.forEach(this::print);
    Map<Verdict, Long> counts =
        lines.stream().collect(Collectors.groupingBy(Held::verdict, Collectors.counting()));
    table().line("%s", said(counts));
    if (lines.stream().allMatch(line -> line.verdict() == Verdict.NOT_MEASURED)) {
      throw new ParameterException(
          spec.commandLine(), run + ": none of the ratios that were kept was measured");
    }
    return counts.containsKey(Verdict.WORSE);
  }

  private void print(Held line) {
    table()
        .line(
            "%-12s %7.3f -> %7.3f  %s",
            words(line.verdict()), line.before(), line.now(), line.name());
  }

  private static String said(Map<Verdict, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(count -> count.getValue() + " " + words(count.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String words(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), file + ": expected the JSON of a run, found no file");
    }
    JsonNode report = JSON.readTree(file.toFile());
    Map<String, Ratio> ratios = Ratios.of(report);
    if (ratios.isEmpty() || !report.path("processor").isTextual()) {
      throw new ParameterException(
          spec.commandLine(), file + ": expected the JSON of a run with ratios, found none in it");
    }
    return report;
  }

  /** Named after the processor and the benchmark. */
  private Path kept(Path run, JsonNode report) {
    Path folder = baselines == null ? home().resolve("benchmarks/baselines") : baselines;
    String benchmark = report.path("benchmark").asText(run.getFileName().toString());
    return folder
        .resolve(slug(report.path("processor").asText()))
        .resolve(slug(benchmark) + ".json");
  }

  private static Path home() {
    return Path.of(System.getProperty("clipstream.home", ""));
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private Table table() {
    return new Table(spec.commandLine().getOut());
  }
}
