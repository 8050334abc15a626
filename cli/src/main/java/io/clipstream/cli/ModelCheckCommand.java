package io.clipstream.cli;

import io.clipstream.model.evaluation.ReferenceCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code clipstream model check DIR}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Holds a checkpoint against reference values of another implementation.",
      "Prints the worst relative error (L2 over L2) of whatever the values hold: image and text"
          + " features, logits, losses, gradients, parameters after three steps. Features and logits"
          + " are computed from plain and from packed weights."
    },
    footer = {
      "",
      "Exits 0 if every error is within its tolerance, 1 if not.",
      "",
      "Example:",
      "  clipstream model check my-clip --expected reference.safetensors --json"
    })
final class ModelCheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A checkpoint directory.")
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
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Output.json(out, fields(result));
    } else {
      result.errors().forEach((quantity, error) -> line(out, quantity, error));
      out.println(result.ok() ? "ok" : "outside the tolerances");
      out.flush();
    }
    return result.ok() ? 0 : 1;
  }

  private static Map<String, Object> fields(ReferenceCheck.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    result.errors().forEach((quantity, error) -> fields.put(quantity.key(), error));
    fields.put("ok", result.ok());
    return fields;
  }

  private static void line(PrintWriter out, ReferenceCheck.Quantity quantity, double error) {
    out.printf(
        Locale.ROOT,
        "%-18s %.2e  (at most %.0e)%s%n",
        quantity.key(),
        error,
        quantity.tolerance(),
        error <= quantity.tolerance() ? "" : "  TOO FAR");
  }
}
