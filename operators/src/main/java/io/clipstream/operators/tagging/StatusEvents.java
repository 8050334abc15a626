package io.clipstream.operators.tagging;

import io.clipstream.operators.generation.Failures.Failure;
import io.clipstream.operators.generation.Generation;
import io.clipstream.operators.generation.Generations;
import io.clipstream.operators.generation.Slot;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.FailureStatus;
import io.clipstream.schemas.GenerationStatus;
import io.clipstream.schemas.LabelSetRef;
import io.clipstream.schemas.StatusEvent;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;

/** What a subtask is doing, for people. */
final class StatusEvents {
  private StatusEvents() {}

  static StatusEvent of(TaggerSettings settings, TaskInfo task, Generations generations) {
    StatusEvent status = new StatusEvent();
    status.setJobName(settings.jobName());
    status.setSubtask(task.getIndexOfThisSubtask());
    status.setParallelism(task.getNumberOfParallelSubtasks());
    status.setKind("tagging");
    status.setHost(ManagementFactory.getRuntimeMXBean().getName());
    status.setDevice(device(settings, generations));
    status.setModelName(settings.modelName());
    status.setActive(generations.current().map(StatusEvents::active).orElse(null));
    status.setPending(
        generations.pending().map(event -> of(event, generations.pendingSlots())).orElse(null));
    status.setFailures(
        generations.failures().newestFirst().stream().map(StatusEvents::failure).toList());
    status.setUpdatedAt(Instant.now());
    return status;
  }

  private static String device(TaggerSettings settings, Generations generations) {
    return generations.current().map(g -> g.model().key().device()).orElse(settings.device());
  }

  private static GenerationStatus active(Generation generation) {
    return of(generation.checkpoint(), generation.slots());
  }

  private static GenerationStatus of(CheckpointEvent checkpoint, Iterable<Slot> slots) {
    List<LabelSetRef> sets = new ArrayList<>();
    for (Slot slot : slots) {
      sets.add(
          new LabelSetRef(
              slot.definition().set().getId(),
              slot.definition().set().getRevision(),
              slot.definition().hash()));
    }
    return new GenerationStatus(
        checkpoint.getCheckpointId(), checkpoint.getEmbeddingSpaceId(), sets);
  }

  private static FailureStatus failure(Failure failure) {
    return new FailureStatus(
        failure.subject(),
        failure.message(),
        failure.attempts(),
        Instant.ofEpochMilli(failure.at()),
        failure.retryAfter());
  }
}
