package io.clipstream.learning;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlanner;
import java.util.Optional;

/**
 * What a training job knows of its rounds: those that were announced, the files that they have
 * learnt from or were given up with, the requests for more. Part of it is kept in state, the rest
 * is read from the log of checkpoints at every start. For one thread.
 */
public final class RoundLedger {
  private final String checkpointsTopic;
  private final CheckpointHistory history;
  private final RoundRequests requests;
  private final RoundFiles files;
  private long lastRoundMillis;

  /**
   * @param restored what state brings
   * @param logs where announcements are read
   * @throws Exception if they cannot be
   */
  public RoundLedger(
      TrainingRoundSettings settings,
      RoundMemory restored,
      RoundPlanner planner,
      ControlLogReader logs)
      throws Exception {
    this.checkpointsTopic = settings.checkpointsTopic();
    this.history =
        new CheckpointHistory(settings.model().name(), ControlCodecs.of(settings.wireFormat()));
    this.requests = new RoundRequests(settings.model().name(), settings.wireFormat());
    this.files = new RoundFiles(planner, restored.used(), restored.apart());
    this.lastRoundMillis = restored.lastRoundMillis();
    requests.restore(restored.requests(), restored.request());
    logs.read(
        ControlRecord.Log.CHECKPOINTS, record -> history.add(record.record(), files.used()::add));
  }

  /**
   * Takes an announcement or a request for a round in.
   *
   * @return a record that should be a request and is none
   */
  public Optional<DeadLetter> add(RawRecord record) {
    if (!record.topic().equals(checkpointsTopic)) {
      return requests.add(record);
    }
    history.add(record, files.used()::add);
    return Optional.empty();
  }

  public CheckpointHistory history() {
    return history;
  }

  public RoundRequests requests() {
    return requests;
  }

  public RoundFiles files() {
    return files;
  }

  /** Whether a round was announced, by this run of the job or by an earlier one. */
  public boolean isAnnounced(RoundManifest manifest) {
    return history.knows(manifest.roundId());
  }

  /** Whether the checkpoint that a round starts from has not been withdrawn. */
  public boolean parentStands(RoundManifest manifest) {
    return history.announcement(manifest.parentId()).isPresent();
  }

  /**
   * Milliseconds since the last round ended, or the job first started. A round of the future was
   * dated by a clock that has been set back since: it counts from now.
   */
  public long ageMillis(long now) {
    lastRoundMillis = Math.min(lastRoundMillis, now);
    return now - lastRoundMillis;
  }

  /** A round has ended: no later one learns from its files. */
  public void markUsed(RoundManifest manifest, long now) {
    files.markUsed(manifest);
    lastRoundMillis = now;
  }

  /** A round was given up: its files wait until somebody asks for a round. */
  public void setApart(RoundManifest manifest, String reason, long now) {
    files.setApart(manifest, reason, now);
    lastRoundMillis = now;
  }

  /** What state is to keep. */
  public RoundMemory memory(RoundPhase phase) {
    return new RoundMemory(
        phase.manifest(),
        phase.failures(),
        files.used(),
        files.apart(),
        lastRoundMillis,
        requests.taken(),
        requests.waiting());
  }
}
