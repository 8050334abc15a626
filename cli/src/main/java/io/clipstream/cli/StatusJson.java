package io.clipstream.cli;

import io.clipstream.control.status.JobStatus;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.LabelSets;
import io.clipstream.schemas.StatusEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** A report for programs: its shape is that of docs/operations.md, which only grows. */
final class StatusJson {
  private StatusJson() {}

  static Map<String, Object> of(StatusReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kafka", report.kafka());
    fields.put("at", report.at().toString());
    fields.put("well", report.isWell());
    fields.put("jobs", report.jobs().stream().map(job -> job(report, job)).toList());
    fields.put(
        "promoted", report.promoted().values().stream().map(StatusJson::checkpoint).toList());
    fields.put("labelSets", report.labelSets().stream().map(StatusJson::labelSet).toList());
    fields.put("problems", report.problems());
    return fields;
  }

  private static Map<String, Object> job(StatusReport report, JobStatus job) {
    StatusEvent newest = job.newest();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", job.name());
    fields.put("kind", newest.getKind());
    fields.put("model", newest.getModelName());
    fields.put("follow", newest.getFollow());
    fields.put("state", lower(job.state()));
    fields.put("lastStatus", newest.getUpdatedAt().toString());
    fields.put("parallelism", newest.getParallelism());
    fields.put("lag", report.lag().get(job.name()));
    fields.put("rounds", newest.getRounds() == null ? null : AvroText.fields(newest.getRounds()));
    CheckpointEvent round = job.isTagging() ? null : report.rounds().get(newest.getModelName());
    fields.put("lastRound", round == null ? null : checkpoint(round));
    fields.put("subtasks", job.subtasks().stream().map(s -> subtask(job, s)).toList());
    return fields;
  }

  private static Map<String, Object> subtask(JobStatus job, StatusEvent subtask) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("subtask", subtask.getSubtask());
    fields.put("state", lower(job.liveness(subtask)));
    fields.put("lastStatus", subtask.getUpdatedAt().toString());
    fields.put("host", subtask.getHost());
    fields.put("device", subtask.getDevice());
    fields.put("active", optional(subtask.getActive()));
    fields.put("pending", optional(subtask.getPending()));
    fields.put("answer", optional(subtask.getAnswer()));
    fields.put("inWork", list(subtask.getInWork()));
    fields.put("counts", optional(subtask.getCounts()));
    fields.put("activity", subtask.getActivity());
    fields.put("failures", list(subtask.getFailures()));
    return fields;
  }

  private static Map<String, Object> optional(SpecificRecord record) {
    return record == null ? null : AvroText.fields(record);
  }

  private static List<Object> list(List<? extends SpecificRecord> records) {
    List<Object> all = new ArrayList<>();
    if (records != null) {
      records.forEach(record -> all.add(AvroText.fields(record)));
    }
    return all;
  }

  private static Map<String, Object> checkpoint(CheckpointEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", event.getModelName());
    fields.put("checkpoint", event.getCheckpointId());
    fields.put("status", event.getStatus().toString());
    fields.put("uri", event.getUri());
    fields.put("sha256", event.getSha256());
    fields.put("reason", event.getReason());
    fields.put("announcedAt", event.getAnnouncedAt().toString());
    return fields;
  }

  private static Map<String, Object> labelSet(LabelSet set) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", set.getId());
    fields.put("revision", set.getRevision());
    fields.put("hash", LabelSets.contentHash(set));
    fields.put("labels", set.getLabels().size());
    return fields;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
