package io.clipstream.dashboard.status;

import io.clipstream.dashboard.ingest.Standing;
import io.clipstream.dashboard.ingest.Unreadable;
import io.clipstream.dashboard.state.Rates;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.StatusEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs, as the page shows it. */
final class StatusLine {
  private StatusLine() {}

  static Map<String, Object> kafka(Standing standing, String address, Unreadable.Count unreadable) {
    Map<String, Object> kafka = new LinkedHashMap<>();
    kafka.put("address", address);
    kafka.putAll(
        standing.match(
            () -> Map.of("standing", "connecting"),
            connected ->
                Map.of(
                    "standing", "connected",
                    "missing", connected.missing(),
                    "behind", connected.behind()),
            away -> Map.of("standing", "away", "message", away.message())));
    kafka.put("unreadable", unreadable.count());
    kafka.put("lastUnreadable", unreadable.last());
    return kafka;
  }

  static Map<String, Object> rate(Rates.Rate rate) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("perSecond", rate.perSecond());
    shown.put("p50Millis", rate.p50Millis());
    shown.put("p99Millis", rate.p99Millis());
    return shown;
  }

  /** One entry a job; a job is as alive as the last word of its subtasks. */
  static List<Map<String, Object>> jobs(List<StatusEvent> statuses) {
    Map<String, List<StatusEvent>> byJob = new LinkedHashMap<>();
    for (StatusEvent status : statuses) {
      byJob.computeIfAbsent(status.getJobName(), name -> new ArrayList<>()).add(status);
    }
    return byJob.values().stream().map(StatusLine::job).toList();
  }

  private static Map<String, Object> job(List<StatusEvent> subtasks) {
    StatusEvent first = subtasks.get(0);
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("name", first.getJobName());
    job.put("kind", first.getKind());
    job.put("model", first.getModelName());
    job.put("parallelism", first.getParallelism());
    job.put("subtasks", subtasks.stream().map(StatusLine::subtask).toList());
    return job;
  }

  private static Map<String, Object> subtask(StatusEvent status) {
    Map<String, Object> subtask = new LinkedHashMap<>();
    subtask.put("subtask", status.getSubtask());
    subtask.put("updatedAt", status.getUpdatedAt().toEpochMilli());
    subtask.put("activity", status.getActivity());
    subtask.put(
        "checkpoint", status.getActive() == null ? null : status.getActive().getCheckpointId());
    subtask.put(
        "pending", status.getPending() == null ? null : status.getPending().getCheckpointId());
    subtask.put(
        "failures",
        status.getFailures().stream()
            .map(failure -> failure.getSubject() + ": " + failure.getMessage())
            .toList());
    return subtask;
  }

  static Map<String, Object> labelSet(LabelSet set) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", set.getId());
    shown.put("revision", set.getRevision());
    shown.put("labels", set.getLabels().size());
    return shown;
  }

  static Map<String, Object> checkpoint(CheckpointEvent event) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("model", event.getModelName());
    shown.put("id", event.getCheckpointId());
    shown.put("announcedAt", event.getAnnouncedAt().toEpochMilli());
    return shown;
  }
}
