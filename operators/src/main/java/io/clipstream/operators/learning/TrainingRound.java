package io.clipstream.operators.learning;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.RawRecord;
import io.clipstream.learning.Announcements;
import io.clipstream.learning.CheckpointHistory;
import io.clipstream.learning.RoundAction;
import io.clipstream.learning.RoundLedger;
import io.clipstream.learning.RoundMemory;
import io.clipstream.learning.RoundPhase;
import io.clipstream.learning.RoundProposal;
import io.clipstream.learning.RoundRunner;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlanner;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.operators.EndingOperator;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Begins rounds, and announces what comes out of them: carries events to the {@link RoundPhase},
 * and does what it asks for. Planning, training and tidying run on a thread beside the task's,
 * which goes on passing barriers.
 */
final class TrainingRound extends EndingOperator<CheckpointEvent>
    implements OneInputStreamOperator<RawRecord, CheckpointEvent>, RoundAction.Actor {
  private static final long serialVersionUID = 1L;

  /** Beside the LOG that Flink's operators come with. */
  private static final Log TELL = Log.of(TrainingRound.class);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_DOUBLINGS = 6;

  private final transient TrainingRoundSettings settings;
  private final transient ControlLogReader logs;
  private final transient DownloadSettings downloads;
  private final transient BackgroundWorker worker;

  private transient RoundState state;
  private transient RoundMemory restored;
  private transient StoreUpkeep upkeep;
  private transient RoundPlanner planner;
  private transient RoundLedger ledger;
  private transient RoundStatus status;
  private transient RoundMetrics metrics;
  private transient RoundOutlook outlook;
  private transient RoundPhase phase;

  TrainingRound(
      StreamOperatorParameters<CheckpointEvent> parameters,
      TrainingRoundSettings settings,
      ControlLogReader logs,
      DownloadSettings downloads) {
    super(parameters);
    this.downloads = downloads;
    this.settings = settings;
    this.logs = logs;
    this.worker = new BackgroundWorker(parameters.getMailboxExecutor(), STOP_PATIENCE);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = new RoundState(context.getOperatorStateStore());
    restored = state.read().orElse(RoundMemory.none(now()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    String run = getRuntimeContext().getJobInfo().getJobId().toString();
    upkeep = StoreUpkeep.of(settings, run, worker::fail);
    planner = new RoundPlanner(upkeep.store(), settings.model().name(), settings.schedule().seed());
    ledger = new RoundLedger(settings, restored, planner, logs);
    status = new RoundStatus(settings, output);
    metrics = new RoundMetrics(getMetricGroup(), this::now);
    status.apart(ledger.files().apart());
    outlook = new RoundOutlook(settings, ledger, status, metrics);
    phase = new RoundPhase.Idle(0);
    restored.manifest().ifPresent(manifest -> resume(manifest, restored.failures()));
    scanLater();
  }

  private void resume(RoundManifest manifest, int failures) {
    boolean announced = ledger.isAnnounced(manifest);
    if (announced) {
      status.say("the round in state was announced before the restart");
    }
    follow(RoundPhase.restored(manifest, failures, announced, ledger.parentStands(manifest)));
  }

  private void follow(RoundPhase.Step step) {
    phase = step.phase();
    status.phase(phase);
    metrics.phase(phase);
    step.actions().forEach(action -> action.by(this));
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    ledger
        .add(element.getValue())
        .ifPresent(letter -> output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter)));
    if (phase.manifest().filter(manifest -> !ledger.parentStands(manifest)).isPresent()) {
      status.say("the round under way is dropped: its parent was withdrawn");
      follow(phase.withdrawn());
    }
  }

  private void scanLater() {
    long at = now() + settings.schedule().scanInterval().toMillis();
    getProcessingTimeService().registerTimer(at, time -> scan());
  }

  private void scan() {
    try {
      status.tick();
      if (phase.isFree()) {
        outlook.look(now()).ifPresent(proposal -> follow(phase.wanted(proposal)));
      }
    } catch (ClipstreamException e) {
      status.failed("the pair store", e);
    }
    scanLater();
  }

  @Override
  public void plan(RoundProposal proposal) {
    UsedFiles used = ledger.files().usedNow();
    status.say("planning a round");
    worker.start(
        "planning a round",
        () -> proposal.manifest(planner, used, settings.model().allowedPrefixes()),
        () -> {},
        plan -> planned(proposal, plan),
        this::failed);
  }

  private void planned(RoundProposal from, Optional<RoundManifest> plan) {
    if (plan.isPresent() && !ledger.parentStands(plan.get())) {
      follow(phase.withdrawn());
      return;
    }
    ledger.requests().answered();
    if (plan.isEmpty()) {
      ledger.files().inVain(from.fresh());
      status.say("no round: too few of the new pairs are not in the store twice");
      follow(phase.tooFew());
    } else if (ledger.isAnnounced(plan.get())) {
      follow(phase.foundKnown(plan.get()));
    } else {
      ledger.files().takeBack(plan.get());
      status.apart(ledger.files().apart());
      status.say("round " + plan.get().roundId() + " waits for a checkpoint of the job");
      follow(phase.planned(plan.get()));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.write(ledger.memory(phase));
    follow(phase.snapshot(context.getCheckpointId()));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (!hasEnded()) { // else state has what the next run goes on with
      follow(phase.completed(checkpointId));
    }
  }

  @Override
  public void train(RoundManifest manifest) {
    RoundRunner runner =
        new RoundRunner(
            settings, logs, new FlinkStorages(downloads, status::progress), upkeep::requireHeld);
    status.say("round " + manifest.roundId() + " begins: " + manifest.reason());
    worker.start(
        "round " + manifest.roundId(),
        () -> runner.run(manifest, status::progress),
        runner::stop,
        outcome -> outcome.ifPresent(finished -> follow(phase.finished(finished))),
        this::failed);
  }

  @Override
  public void announce(RoundManifest manifest, Round.Finished outcome) {
    if (ledger.isAnnounced(manifest)) {
      return;
    }
    upkeep.requireHeld();
    CheckpointHistory history = ledger.history();
    CheckpointEvent parent = history.announcement(manifest.parentId()).orElseThrow();
    CheckpointEvent event =
        Announcements.of(settings, outcome, parent, history.promoted(), Instant.now());
    output.collect(new StreamRecord<>(event));
    history.announced(event);
    metrics.announced(event);
    status.say(
        "round " + manifest.roundId() + " is " + event.getStatus() + ": " + event.getReason());
  }

  @Override
  public void markUsed(RoundManifest manifest) {
    ledger.markUsed(manifest, now());
    status.apart(ledger.files().apart());
  }

  @Override
  public void setApart(RoundManifest manifest, int failures, Throwable error) {
    String round = "round " + manifest.roundId();
    TELL.with(LogKey.ROUND, manifest.roundId())
        .with(LogKey.ATTEMPT, failures)
        .warn("a round is given up", error);
    ledger.setApart(manifest, RoundStatus.message(error), now());
    metrics.givenUp();
    status.apart(ledger.files().apart());
    status.say(round + " is given up after " + failures + " attempts; its files are set apart");
  }

  @Override
  public void tidy() {
    UsedFiles used = ledger.files().usedNow();
    worker.start(
        "putting files of the pair store together",
        () -> upkeep.run(used),
        () -> {},
        visible -> {
          ledger.files().retain(visible);
          follow(phase.tidied());
        },
        this::failed);
  }

  private void failed(Throwable error) {
    follow(phase.failed(error, settings.schedule().maxAttempts()));
  }

  @Override
  public void retryLater(int failures, Throwable error) {
    long wait = settings.schedule().backoff().toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    TELL.with(LogKey.DETAIL, worker.what())
        .with(LogKey.ATTEMPT, failures)
        .with(LogKey.RETRY_MILLIS, wait)
        .warn("work on a round failed", error);
    status.failed(worker.what(), error, failures, wait);
    metrics.failed();
    getProcessingTimeService().registerTimer(now() + wait, time -> follow(phase.due()));
  }

  @Override
  public void report(Throwable error) {
    String what = worker.what();
    TELL.with(LogKey.DETAIL, what).warn("work beside rounds failed", error);
    status.failed(what, error);
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  protected void ended() {
    status.ended();
  }

  @Override
  public void close() throws Exception {
    worker.close();
    if (upkeep != null) {
      upkeep.close();
    }
    super.close();
  }
}
