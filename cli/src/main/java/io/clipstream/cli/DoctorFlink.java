package io.clipstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.MemorySize;

/** Looks at a Flink cluster by its web interface: version, class path, settings, places. */
final class DoctorFlink {
  private static final String AREA = "Flink";
  private static final String VERSION = "2.2";

  /** What to do where no job tags. */
  static final String START = "start one: flink run, as docs/cluster.md says under Submit";

  private static final Duration MAX_SKEW = Duration.ofSeconds(5);
  private static final MemorySize MIN_OFF_HEAP = MemorySize.ofMebiBytes(256);

  /**
   * Beginnings of what the archive's lib/ brings and no job starts without: all modules that the
   * job jar leaves out, and the engine.
   */
  static final List<String> LIB =
      List.of(
          "clipstream-control-",
          "clipstream-learning-",
          "clipstream-model-",
          "clipstream-schemas-",
          "api-",
          "pytorch-engine-",
          "pytorch-jni-");

  private final FlinkWeb web;
  private final List<Finding> findings = new ArrayList<>();

  private Optional<Set<String>> running = Optional.empty();

  private DoctorFlink(FlinkWeb web) {
    this.web = web;
  }

  /**
   * What was seen of a cluster.
   *
   * @param running names of the jobs that run there; empty if it does not tell
   */
  record Seen(List<Finding> findings, Optional<Set<String>> running) {}

  static Seen look(FlinkWeb web) {
    DoctorFlink doctor = new DoctorFlink(web);
    try {
      doctor.all();
    } catch (FlinkWeb.Unreachable e) {
      doctor.fault(
          "connection", e.getMessage(), "is " + web.address() + " a JobManager's web interface?");
    }
    return new Seen(doctor.findings, doctor.running);
  }

  private void all() {
    version(web.get("config").path("flink-version").asText());
    JsonNode jobs = web.get("jobs/overview").path("jobs");
    running(jobs);
    clock(jobs);
    places(web.get("overview"));
    environment(web.get("jobmanager/environment"));
    settings(settings(web.get("jobmanager/config")));
  }

  private void ok(String subject, String found) {
    findings.add(Finding.ok(AREA, subject, found));
  }

  private void fault(String subject, String found, String todo) {
    findings.add(Finding.fault(AREA, subject, found, todo));
  }

  private void warning(String subject, String found, String todo) {
    findings.add(Finding.warning(AREA, subject, found, todo));
  }

  private void version(String found) {
    if (found.startsWith(VERSION + ".")) {
      ok("version", found);
    } else {
      fault("version", found, "the jobs are built for Flink " + VERSION);
    }
  }

  private void running(JsonNode jobs) {
    Set<String> names = new TreeSet<>();
    for (JsonNode job : jobs) {
      if (isRunning(job)) {
        names.add(job.path("name").asText());
      }
    }
    running = Optional.of(names);
    if (names.isEmpty()) {
      warning("jobs", "no tagging job runs on the cluster", START);
    } else {
      ok("jobs", String.join(", ", names));
    }
  }

  private static boolean isRunning(JsonNode job) {
    return job.path("state").asText().equals("RUNNING");
  }

  /** The JobManager says how long a job has run, and since when, by its own clock. */
  private void clock(JsonNode jobs) {
    for (JsonNode job : jobs) {
      if (isRunning(job)) {
        long there = job.path("start-time").asLong() + job.path("duration").asLong();
        clock(Duration.between(Instant.ofEpochMilli(there), Instant.now()).abs());
        return;
      }
    }
    findings.add(
        Finding.unknown(AREA, "clock", "no job runs, by which the JobManager would tell it", ""));
  }

  private void clock(Duration skew) {
    if (skew.compareTo(MAX_SKEW) > 0) {
      warning(
          "clock", skew.toSeconds() + " s from this machine's", "keep the clocks together by NTP");
    } else {
      ok("clock", "within seconds of this machine's");
    }
  }

  private void places(JsonNode overview) {
    int managers = overview.path("taskmanagers").asInt();
    int free = overview.path("slots-available").asInt();
    String found =
        "%d TaskManagers, %d of %d slots free"
            .formatted(managers, free, overview.path("slots-total").asInt());
    if (managers == 0) {
      fault("places", found, "start a TaskManager");
    } else if (free == 0) {
      warning("places", found, "another job needs another TaskManager");
    } else {
      ok("places", found);
    }
  }

  private void environment(JsonNode environment) {
    String java = environment.path("jvm").path("version").asText();
    ok("Java", java);
    List<String> jars = new ArrayList<>();
    environment.path("classpath").forEach(jar -> jars.add(jar.asText().replaceAll(".*/", "")));
    List<String> missing =
        LIB.stream()
            .filter(prefix -> jars.stream().noneMatch(jar -> jar.startsWith(prefix)))
            .toList();
    if (missing.isEmpty()) {
      ok("lib/", "has clipstream's modules and the engine, on the JobManager");
    } else {
      fault(
          "lib/",
          "no jar begins with " + String.join(", ", missing),
          "copy the jars of the archive's lib/ into Flink's lib/ on every machine, and restart");
    }
  }

  private static Map<String, String> settings(JsonNode entries) {
    Map<String, String> settings = new TreeMap<>();
    entries.forEach(
        entry -> settings.put(entry.path("key").asText(), entry.path("value").asText()));
    return settings;
  }

  private void settings(Map<String, String> flink) {
    String checkpoints =
        flink.getOrDefault(
            "execution.checkpointing.dir", flink.getOrDefault("state.checkpoints.dir", ""));
    if (checkpoints.isEmpty()) {
      fault(
          "execution.checkpointing.dir",
          "not set: a job's state would be in the JobManager's memory",
          "name a place that every process can reach (conf/flink.yaml of the archive)");
    } else {
      ok("execution.checkpointing.dir", checkpoints);
    }
    expect(
        flink,
        "classloader.parent-first-patterns.additional",
        value -> value.contains("ai.djl."),
        "take the line of the archive's conf/flink.yaml");
    expect(
        flink,
        "high-availability.type",
        value -> !value.isEmpty() && !value.equalsIgnoreCase("none"),
        "a JobManager that dies takes its jobs with it; docs/operations.md has high availability");
    expect(
        flink,
        "taskmanager.memory.task.off-heap.size",
        value -> !value.isEmpty() && MemorySize.parse(value).compareTo(MIN_OFF_HEAP) >= 0,
        "pictures and weights pass through direct memory; docs/cluster.md has the arithmetic");
    expect(
        flink,
        "taskmanager.numberOfTaskSlots",
        value -> value.isEmpty() || value.equals("1"),
        "one slot for each TaskManager serves best: the encoders use all cores");
    boolean isReported =
        flink.keySet().stream().anyMatch(key -> key.matches("metrics\\.reporter\\..+\\.class"));
    if (isReported) {
      ok("metrics.reporter", "there is one");
    } else {
      warning("metrics.reporter", "none", "conf/flink.yaml of the archive has Prometheus'");
    }
  }

  private void expect(
      Map<String, String> flink,
      String key,
      java.util.function.Predicate<String> isWell,
      String todo) {
    String value = flink.getOrDefault(key, "");
    if (isWell.test(value)) {
      ok(key, value.isEmpty() ? "Flink's default" : value);
    } else {
      warning(key, value.isEmpty() ? "not set" : value, todo);
    }
  }
}
