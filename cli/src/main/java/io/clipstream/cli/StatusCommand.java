package io.clipstream.cli;

import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream status}: what runs against a Kafka. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows which jobs run against a Kafka, what they serve with and what fails.",
    footer = {
      "",
      "A job says on the status topic what it does, and at least every status.interval (30 s) that"
          + " it lives. One that was not heard of for twice as long is shown as silent.",
      "",
      "Exit code: 0 if a job runs and all that run are well; 1 if none runs, or one fails or waits;"
          + " 2 for wrong usage.",
      "",
      "Examples:",
      "  clipstream status",
      "  clipstream status --job shop --json"
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Option(names = "--job", paramLabel = "NAME", description = "Only this job.")
  private String job;

  @Option(names = "--json", description = "One JSON object, as docs/operations.md describes it.")
  private boolean json;

  @Option(
      names = "--columns",
      paramLabel = "N",
      description = "Width of the text. Default: the terminal's.")
  private Integer columns;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (columns != null && columns < 1) {
      throw new SettingException("--columns is " + columns + ", expected 1 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (KafkaClients clients = kafka.connect()) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      StatusReport report = StatusReport.of(clients, kafka, Optional.ofNullable(job), now);
      if (json) {
        Output.json(out, StatusJson.of(report));
      } else {
        int width = columns == null ? TerminalSize.now().columns() : columns;
        StatusText.of(report, width).forEach(out::println);
      }
      out.flush();
      return report.isWell() ? 0 : 1;
    }
  }
}
