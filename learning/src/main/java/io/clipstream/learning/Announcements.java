package io.clipstream.learning;

import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundOutcome;
import io.clipstream.learning.rounds.RoundReport;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import io.clipstream.schemas.Lineage;
import io.clipstream.schemas.PairFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a finished round says to the world. */
public final class Announcements {
  private Announcements() {}

  /**
   * The announcement of a round.
   *
   * @param parent the last announcement of the checkpoint that it was trained from
   * @param promotedNow the checkpoint that is promoted at this moment, if one is
   */
  public static CheckpointEvent of(
      TrainingRoundSettings settings,
      Round.Finished finished,
      CheckpointEvent parent,
      Optional<CheckpointEvent> promotedNow,
      Instant now) {
    RoundReport report = finished.report();
    RoundManifest manifest = report.manifest();
    Optional<String> inForce = promotedNow.map(CheckpointEvent::getCheckpointId);
    boolean parentInForce = inForce.filter(manifest.parentId()::equals).isPresent();
    CheckpointStatus status = status(report.outcome(), parentInForce);
    String reason =
        parentInForce || report.outcome() != RoundOutcome.PROMOTED
            ? report.reason()
            : "its parent is no longer the promoted checkpoint, %s is; the gate: %s"
                .formatted(inForce.orElse("none"), report.reason());
    return CheckpointEvent.newBuilder()
        .setModelName(settings.model().name())
        .setCheckpointId(manifest.roundId())
        .setParentId(manifest.parentId())
        .setUri(finished.uri())
        .setSha256(finished.sha256())
        .setEmbeddingSpaceId(manifest.roundId())
        .setEmbeddingDimension(parent.getEmbeddingDimension())
        .setArchitecture(parent.getArchitecture())
        .setStatus(status)
        .setReason(reason)
        .setReplaces(status == CheckpointStatus.PROMOTED ? manifest.parentId() : null)
        .setMetrics(new HashMap<>(report.metrics()))
        .setParentMetrics(new HashMap<>(report.parentMetrics()))
        .setBaselineMetrics(new HashMap<>(report.baselineMetrics()))
        .setLineage(lineage(report))
        .setAnnouncedBy(settings.jobName())
        .setAnnouncedAt(now)
        .build();
  }

  private static CheckpointStatus status(RoundOutcome outcome, boolean parentInForce) {
    return switch (outcome) {
      case PROMOTED -> parentInForce ? CheckpointStatus.PROMOTED : CheckpointStatus.CANDIDATE;
      case CANDIDATE -> CheckpointStatus.CANDIDATE;
      case REJECTED -> CheckpointStatus.REJECTED;
    };
  }

  private static Lineage lineage(RoundReport report) {
    RoundManifest manifest = report.manifest();
    List<PairFile> files = new ArrayList<>();
    Stream.concat(manifest.newFiles().stream(), manifest.heldOutNew().stream())
        .forEach(file -> files.add(pairFile(file)));
    return Lineage.newBuilder()
        .setRoundId(manifest.roundId())
        .setSeed(manifest.seed())
        .setNewPairs(report.newPairs())
        .setReplayedPairs(report.replayedPairs())
        .setFiles(files)
        .setAlpha(report.alpha())
        .setSettings(new HashMap<>(report.settings()))
        .build();
  }

  private static PairFile pairFile(StoredFile file) {
    return PairFile.newBuilder().setPath(file.path()).setLength(file.length()).build();
  }
}
