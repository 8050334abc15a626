package io.clipstream.cli;

import io.clipstream.control.status.JobStatus;
import io.clipstream.control.status.Liveness;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.StatusCounts;
import io.clipstream.schemas.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A report for people: a line for each job, and below it what it serves with and what failed. */
final class StatusText {
  private static final int NAMED_SETS = 8;

  private final StatusReport report;
  private final NamedLines lines;

  private StatusText(StatusReport report, int columns) {
    this.report = report;
    this.lines = new NamedLines(columns);
  }

  /**
   * The lines of a report.
   *
   * @param columns that a line has at most, but for words that are longer
   */
  static List<String> of(StatusReport report, int columns) {
    StatusText text = new StatusText(report, columns);
    text.kafka();
    report.jobs().forEach(text::job);
    if (report.jobs().isEmpty()) {
      text.lines.add("", text.nobody());
    }
    report.problems().forEach(problem -> text.lines.add("", problem));
    return text.lines.all();
  }

  private String nobody() {
    if (report.only().isEmpty() || report.told().isEmpty()) {
      return "no job has told of itself";
    }
    List<String> told = report.told().stream().map(Quoting::clip).toList();
    String are = told.size() == 1 ? "is " : "are ";
    return "no job %s has told of itself; there %s%s"
        .formatted(Quoting.quote(report.only().get()), are, names(told));
  }

  private void kafka() {
    lines.add("", "Kafka " + report.kafka() + ", " + report.at());
    report
        .promoted()
        .forEach(
            (model, event) ->
                lines.add(
                    "promoted",
                    "%s of model %s, %s"
                        .formatted(
                            Quoting.clip(event.getCheckpointId()),
                            Quoting.clip(model),
                            ago(event.getAnnouncedAt()))));
    if (!report.labelSets().isEmpty()) {
      lines.add("label sets", names(report.labelSets().stream().map(StatusText::name).toList()));
    }
  }

  private static String name(LabelSet set) {
    return Quoting.clip(set.getId()) + " r" + set.getRevision();
  }

  private static String name(LabelSetRef set) {
    return Quoting.clip(set.getId()) + " r" + set.getRevision();
  }

  private static String names(List<String> names) {
    String some = names.stream().limit(NAMED_SETS).collect(Collectors.joining(", "));
    return names.size() <= NAMED_SETS
        ? some
        : "%s and %d more".formatted(some, names.size() - NAMED_SETS);
  }

  private void job(JobStatus job) {
    lines.gap();
    lines.add("", Quoting.clip(job.name()) + ": " + state(job));
    if (job.isTagging()) {
      each(job, "serves", subtask -> generation(subtask.getActive(), subtask));
      each(job, "coming", StatusText::coming);
      each(job, "in work", StatusText::inWork);
    } else {
      rounds(job);
    }
    each(job, "at", subtask -> Optional.ofNullable(subtask.getActivity()));
    Map<String, Long> lag = report.lag().getOrDefault(job.name(), Map.of());
    if (!lag.isEmpty()) {
      lines.add("lag", lag(lag));
    }
    failures(job);
  }

  private String state(JobStatus job) {
    StatusEvent newest = job.newest();
    String what =
        "%s, %s, model %s, %s"
            .formatted(
                Quoting.clip(String.valueOf(newest.getKind())),
                subtasks(newest.getParallelism()),
                Quoting.clip(String.valueOf(newest.getModelName())),
                String.valueOf(newest.getDevice()));
    return switch (job.state()) {
      case RUNNING -> "running, " + what + ", last heard of " + ago(newest.getUpdatedAt());
      case WAITING -> "waiting, " + what + ", last heard of " + ago(newest.getUpdatedAt());
      case FAILING -> "failing, " + what + ", last heard of " + ago(newest.getUpdatedAt());
      case ENDED -> "ended " + ago(newest.getUpdatedAt()) + ", " + what;
      case SILENT -> silence(job) + ", " + what;
    };
  }

  private String silence(JobStatus job) {
    List<StatusEvent> silent =
        job.subtasks().stream().filter(s -> job.liveness(s) == Liveness.SILENT).toList();
    Instant since =
        silent.stream().map(StatusEvent::getUpdatedAt).max(Instant::compareTo).orElseThrow();
    String whose =
        silent.size() == job.subtasks().size()
            ? ""
            : " in part (subtask %s)".formatted(indices(silent));
    return "silent%s since %s (%s)".formatted(whose, since, ago(since));
  }

  private static String subtasks(int parallelism) {
    return parallelism == 1 ? "1 subtask" : parallelism + " subtasks";
  }

  private static String indices(List<StatusEvent> subtasks) {
    return subtasks.stream().map(s -> "" + s.getSubtask()).collect(Collectors.joining(", "));
  }

  /** What the subtasks say, said once where they agree. */
  private void each(JobStatus job, String name, Function<StatusEvent, Optional<String>> says) {
    Map<String, List<StatusEvent>> bySaying = new LinkedHashMap<>();
    for (StatusEvent subtask : job.subtasks()) {
      says.apply(subtask)
          .ifPresent(text -> bySaying.computeIfAbsent(text, key -> new ArrayList<>()).add(subtask));
    }
    bySaying.forEach(
        (text, subtasks) -> {
          boolean isAll = subtasks.size() == job.subtasks().size();
          lines.add(name, isAll ? text : text + " (subtask " + indices(subtasks) + ")");
        });
  }

  private static Optional<String> generation(GenerationStatus generation, StatusEvent of) {
    if (generation == null) {
      return Optional.of("nothing yet");
    }
    String pinned =
        of.getFollow() == null || of.getFollow().equals("promoted")
            ? ""
            : " (" + Quoting.clip(of.getFollow()) + ")";
    int sets =
        Optional.ofNullable(of.getCounts())
            .map(StatusCounts::getActive)
            .orElse(generation.getLabelSets().size());
    return Optional.of(
        Quoting.clip(generation.getCheckpointId()) + pinned + " with " + sets(generation, sets));
  }

  private static String sets(GenerationStatus generation, int count) {
    List<String> named =
        generation.getLabelSets().stream().limit(NAMED_SETS).map(StatusText::name).toList();
    String text = named.isEmpty() ? "no label set" : String.join(", ", named);
    return count > named.size() ? text + " and %d more".formatted(count - named.size()) : text;
  }

  private static Optional<String> coming(StatusEvent subtask) {
    return Optional.ofNullable(subtask.getPending())
        .map(
            pending ->
                "%s, %d label sets ready"
                    .formatted(
                        Quoting.clip(pending.getCheckpointId()),
                        subtask.getCounts() == null
                            ? pending.getLabelSets().size()
                            : subtask.getCounts().getPending()));
  }

  private static Optional<String> inWork(StatusEvent subtask) {
    List<LabelSetRef> sets = subtask.getInWork();
    return sets == null || sets.isEmpty()
        ? Optional.empty()
        : Optional.of("label sets " + names(sets.stream().map(StatusText::name).toList()));
  }

  private void rounds(JobStatus job) {
    StatusEvent newest = job.newest();
    if (newest.getRounds() != null) {
      Long pairs = newest.getRounds().getWaitingPairs();
      lines.add(
          "rounds",
          newest.getRounds().getPhase()
              + (pairs == null ? "" : ", %d new pairs wait".formatted(pairs)));
    }
    Optional.ofNullable(newest.getModelName())
        .map(report.rounds()::get)
        .ifPresent(event -> lines.add("last round", verdict(event)));
  }

  private String verdict(CheckpointEvent event) {
    return "%s %s %s: %s"
        .formatted(
            Quoting.clip(event.getCheckpointId()),
            event.getStatus(),
            ago(event.getAnnouncedAt()),
            event.getReason());
  }

  private static String lag(Map<String, Long> lag) {
    return lag.entrySet().stream()
        .map(topic -> "%d records of %s".formatted(topic.getValue(), topic.getKey()))
        .collect(Collectors.joining(", "));
  }

  private void failures(JobStatus job) {
    Map<String, List<StatusEvent>> whose = new LinkedHashMap<>();
    Map<String, FailureStatus> failures = new LinkedHashMap<>();
    for (StatusEvent subtask : job.subtasks()) {
      for (FailureStatus failure : subtask.getFailures()) {
        String text = failure.getSubject() + ": " + failure.getMessage();
        failures.putIfAbsent(text, failure);
        whose.computeIfAbsent(text, key -> new ArrayList<>()).add(subtask);
      }
    }
    failures.forEach(
        (text, failure) -> {
          String of = job.subtasks().size() == 1 ? "" : " on subtask " + indices(whose.get(text));
          lines.add(
              failure.getRetryAfterMillis() == null ? "note" : "failed",
              text + " (" + ago(failure.getFailedAt()) + of + tries(failure) + ")");
        });
  }

  private static String tries(FailureStatus failure) {
    Long retry = failure.getRetryAfterMillis();
    return retry == null
        ? ""
        : ", attempt %d, the next %s later"
            .formatted(failure.getAttempts(), span(Duration.ofMillis(retry)));
  }

  private String ago(Instant then) {
    Duration age = Duration.between(then, report.at());
    return (age.isNegative() ? "0 s" : span(age)) + " ago";
  }

  /** In the largest unit that leaves two digits where that goes. */
  static String span(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 120) {
      return time.toMillis() < 1_000 && time.toMillis() > 0
          ? time.toMillis() + " ms"
          : seconds + " s";
    }
    if (seconds < 7_200) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " days";
  }
}
