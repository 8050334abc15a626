package io.clipstream.cli;

import io.clipstream.cli.Finding.Level;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.SettingException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clipstream doctor}: is everything there that docs/operations.md asks for? */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Looks at this machine, Kafka and Flink, and says what is not as jobs need it.",
    footer = {
      "",
      "It changes nothing. What it says of rights holds for the user that --kafka.* settings name; "
          + "--role looks at the rights that docs/security.md gives to one role, and at nothing else "
          + "of Kafka.",
      "",
      "Exit code: 0 if there is no fault, 1 if there is one; warnings are not faults. "
          + "2 if an option is wrong.",
      "",
      "Examples:",
      "  clipstream doctor --kafka broker:9092",
      "  clipstream doctor --kafka broker:9092 --flink http://jobmanager:8081",
      "  clipstream doctor --kafka broker:9092 --json",
      "  clipstream doctor --role tagging --job shop --kafka broker:9093 \\",
      "    --kafka.security.protocol=SASL_SSL"
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin private KafkaConnection kafka;

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "Address of a JobManager's web interface; without it Flink is not looked at.")
  private String flink;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "Look at the rights of a role: ${COMPLETION-CANDIDATES}.")
  private KafkaRole role;

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "With --role: the job's name; of consumers what their groups begin with.")
  private String job;

  @Option(names = "--json", description = "One JSON object a line for each finding.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    checkUse();
    Optional<FlinkWeb> web = Optional.ofNullable(flink).map(FlinkWeb::at);
    List<Finding> findings = new ArrayList<>(DoctorMachine.look());
    Optional<DoctorFlink.Seen> cluster = web.map(DoctorFlink::look);
    findings.addAll(kafka(cluster.flatMap(DoctorFlink.Seen::running)));
    cluster.ifPresent(seen -> findings.addAll(seen.findings()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      findings.forEach(finding -> Output.json(out, Output.fields(finding)));
    } else {
      print(findings, out);
    }
    out.flush();
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAULT) ? 1 : 0;
  }

  private void checkUse() {
    kafka.check();
    if (role != null && job == null && role != KafkaRole.PRODUCER) {
      throw new SettingException("--role " + role + " needs the job's name; give it by --job");
    }
  }

  private List<Finding> kafka(Optional<Set<String>> running) {
    try (KafkaClients clients = kafka.connect()) {
      if (role != null) {
        return DoctorRights.look(clients, role.rights(kafka::name, job));
      }
      List<Finding> findings = new ArrayList<>(new DoctorKafka(clients, kafka).look());
      findings.addAll(DoctorJobs.look(clients, kafka, running));
      return findings;
    } catch (SettingException e) {
      throw e; // wrong use, whatever there is
    } catch (ClipstreamException e) {
      return List.of(Finding.fault("Kafka", "connection", e.getMessage()));
    }
  }

  private static void print(List<Finding> findings, PrintWriter out) {
    int subjects = findings.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
    String area = "";
    for (Finding finding : findings) {
      if (!finding.area().equals(area)) {
        area = finding.area();
        out.println(area);
      }
      String row = "  %-7s  %-" + subjects + "s  %s";
      out.println(
          row.formatted(finding.level().word(), finding.subject(), finding.found())
              .strip()
              .indent(2)
              .stripTrailing());
      if (!finding.todo().isEmpty()) {
        out.println("           -> " + finding.todo());
      }
    }
    out.println(summary(findings));
  }

  private static String summary(List<Finding> findings) {
    Map<Level, Long> counts =
        findings.stream().collect(Collectors.groupingBy(Finding::level, Collectors.counting()));
    return "%s, %s, %d not looked at, %d fine"
        .formatted(
            count(counts.getOrDefault(Level.FAULT, 0L), "fault"),
            count(counts.getOrDefault(Level.WARNING, 0L), "warning"),
            counts.getOrDefault(Level.UNKNOWN, 0L),
            counts.getOrDefault(Level.OK, 0L));
  }

  private static String count(long count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }
}
