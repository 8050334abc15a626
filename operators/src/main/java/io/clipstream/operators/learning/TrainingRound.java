package io.clipstream.operators.learning;

import io.clipstream.model.Devices;
import io.clipstream.model.ModelException;
import io.clipstream.model.training.data.PairStore;
import io.clipstream.model.training.data.StoredFile;
import io.clipstream.model.training.rounds.Round;
import io.clipstream.model.training.rounds.RoundManifest;
import io.clipstream.model.training.rounds.RoundPlanner;
import io.clipstream.model.training.rounds.RoundPlanner.Fresh;
import io.clipstream.model.training.rounds.UsedFiles;
import io.clipstream.operators.ControlLogReader;
import io.clipstream.operators.ControlRecord;
import io.clipstream.operators.DeadLetter;
import io.clipstream.operators.RawRecord;
import io.clipstream.operators.tagging.Outputs;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.RoundRequest;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Begins rounds, and announces what comes out of them.
 *
 * <p>A round passes through three stages. It is planned: a manifest is fixed. It is kept: a
 * checkpoint of the job with the manifest in it completes; only then training begins, so that a
 * restart trains the same again. It is finished: the announcement is emitted, and the files count
 * as used, in one and the same checkpoint. Planning and training run on a thread beside the task's,
 * which goes on passing barriers.
 */
final class TrainingRound extends AbstractStreamOperator<CheckpointEvent>
    implements OneInputStreamOperator<RawRecord, CheckpointEvent> {
  private static final long serialVersionUID = 1L;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final transient TrainingRoundSettings settings;
  private final transient ControlLogReader logs;
  private final transient MailboxExecutor mailbox;

  private transient ListState<String> state;
  private transient AvroCodec<RoundRequest> requestCodec;
  private transient CheckpointHistory history;
  private transient RoundPlanner planner;
  private transient StoreUpkeep upkeep;
  private transient RoundRequests requests;
  private transient RoundStatus status;
  private transient Map<StoredFile, Long> counts;
  private transient UsedFiles used;
  private transient RoundManifest manifest;
  private transient long keptBy;
  private transient long lastRoundMillis;
  private transient Set<StoredFile> plannedInVain;
  private transient int failures;
  private transient Thread worker;
  private transient RoundRunner runner;
  private transient volatile boolean closed;

  TrainingRound(
      StreamOperatorParameters<CheckpointEvent> parameters,
      TrainingRoundSettings settings,
      ControlLogReader logs) {
    super(parameters);
    this.settings = settings;
    this.logs = logs;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    requests = new RoundRequests();
    used = new UsedFiles();
    keptBy = -1;
    lastRoundMillis = getProcessingTimeService().getCurrentProcessingTime();
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("rounds", Types.STRING));
    for (String encoded : state.get()) {
      restore(RoundMemory.parse(encoded));
    }
  }

  private void restore(RoundMemory memory) {
    used = UsedFiles.parse(memory.used());
    manifest = memory.manifest() == null ? null : RoundManifest.parse(memory.manifest());
    lastRoundMillis = memory.lastRoundMillis();
    requests.restore(memory.requests(), memory.request());
  }

  @Override
  public void open() throws Exception {
    super.open();
    history =
        new CheckpointHistory(
            settings.modelName(),
            settings.wireFormat().codec(CheckpointEvent.class, settings.checkpointsTopic()));
    PairStore store = new PairStore(Path.of(settings.store()));
    planner = new RoundPlanner(store, settings.modelName(), settings.seed());
    upkeep = new StoreUpkeep(store, settings.storeFileBytes());
    status = new RoundStatus(settings, output);
    counts = new HashMap<>();
    plannedInVain = Set.of();
    for (ControlRecord record : logs.read()) {
      if (record.log() == ControlRecord.Log.CHECKPOINTS) {
        history.add(record.record(), used::add);
      }
    }
    if (manifest != null) {
      resume();
    }
    scanLater(settings.scanInterval());
  }

  /** A manifest in state has been kept; its round may even have been announced meanwhile. */
  private void resume() {
    if (history.knows(manifest.roundId())) {
      ended(manifest);
      status.say("the round in state was announced before the restart");
    } else {
      train();
    }
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord record = element.getValue();
    if (record.topic().equals(settings.checkpointsTopic())) {
      history.add(record, used::add);
    } else {
      request(record);
    }
  }

  private void request(RawRecord record) {
    if (requestCodec == null) {
      requestCodec = settings.wireFormat().codec(RoundRequest.class, record.topic());
    }
    Decoding<RoundRequest> decoding = requestCodec.decode(record.value());
    if (decoding instanceof Decoding.Failed<RoundRequest> failed) {
      DeadLetter letter =
          new DeadLetter(record, "decode-record", failed.reason().name(), failed.message());
      output.collect(Outputs.DEAD_LETTERS, new StreamRecord<>(letter));
      return;
    }
    RoundRequest request = ((Decoding.Ok<RoundRequest>) decoding).value();
    if (request.getModelName().equals(settings.modelName())) {
      requests.add(request);
    }
  }

  private void scanLater(Duration wait) {
    long at = getProcessingTimeService().getCurrentProcessingTime() + wait.toMillis();
    getProcessingTimeService().registerTimer(at, time -> scan());
  }

  private void scan() {
    try {
      status.tick();
      if (manifest == null && worker == null) {
        look();
      }
    } catch (ModelException e) {
      status.failed("the pair store", e);
    }
    scanLater(settings.scanInterval());
  }

  /** Plans a round if it is time for one. */
  private void look() {
    Fresh fresh = planner.fresh(used);
    long pairs = planner.count(fresh.train(), counts);
    Optional<String> reason = reason(pairs);
    if (reason.isEmpty() || pairs == 0 && requests.waiting().isEmpty()) {
      status.say(pairs + " new pairs wait for a round");
      return;
    }
    if (history.promoted().isEmpty()) {
      status.say("a round waits: no checkpoint of " + settings.modelName() + " is promoted");
      return;
    }
    boolean known = plannedInVain.equals(new HashSet<>(fresh.train()));
    if (!known || requests.waiting().isPresent()) {
      plan(fresh, reason.get(), history.promoted().get());
    }
  }

  private Optional<String> reason(long pairs) {
    if (requests.waiting().isPresent()) {
      return requests.waiting();
    }
    if (pairs >= settings.afterPairs()) {
      return Optional.of(pairs + " new pairs");
    }
    long age = getProcessingTimeService().getCurrentProcessingTime() - lastRoundMillis;
    return Optional.ofNullable(settings.afterTime())
        .filter(limit -> pairs > 0 && age >= limit.toMillis())
        .map(limit -> limit + " since the last round");
  }

  private void plan(Fresh fresh, String reason, CheckpointEvent parent) {
    UsedFiles snapshot = UsedFiles.parse(used.encoded());
    boolean asked = requests.waiting().isPresent() || reason.endsWith("last round");
    status.say("planning a round");
    work(
        () -> {
          int pairs = planner.newPairs(fresh.train(), snapshot);
          boolean enough = pairs >= (asked ? 1 : settings.afterPairs());
          String directory =
              new ParentDirectory(settings.allowedPrefixes()).of(parent.getUri()).toString();
          RoundManifest planned =
              planner.plan(
                  fresh, snapshot, parent.getCheckpointId(), directory, parent.getSha256(), reason);
          return () -> planned(planned, enough, fresh);
        },
        "planning a round");
  }

  private void planned(RoundManifest plan, boolean enough, Fresh fresh) {
    requests.answered();
    if (!enough) {
      plannedInVain = new HashSet<>(fresh.train());
      status.say("no round: too few of the new pairs are not in the store twice");
    } else if (history.knows(plan.roundId())) {
      ended(plan);
    } else {
      manifest = plan;
      keptBy = -1;
      status.say("round " + plan.roundId() + " waits for a checkpoint of the job");
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    RoundMemory memory =
        new RoundMemory(
            manifest == null ? null : manifest.encoded(),
            used.encoded(),
            lastRoundMillis,
            requests.taken(),
            requests.waiting().orElse(null));
    state.update(List.of(memory.encoded()));
    if (manifest != null && keptBy < 0) {
      keptBy = context.getCheckpointId();
    }
    upkeep.kept(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (manifest != null && keptBy >= 0 && checkpointId >= keptBy && worker == null) {
      if (failures == 0) {
        train();
      }
    }
    if (manifest == null && worker == null && upkeep.begins(checkpointId)) {
      tidy();
    }
  }

  private void tidy() {
    UsedFiles snapshot = UsedFiles.parse(used.encoded());
    work(
        () -> {
          upkeep.run(snapshot);
          return () -> upkeep.shorten(used);
        },
        "putting files of the pair store together");
  }

  private void train() {
    RoundManifest own = manifest;
    RoundRunner next = new RoundRunner(settings, logs);
    runner = next;
    status.say("round " + own.roundId() + " begins: " + own.reason());
    work(
        () -> {
          Optional<Round.Finished> finished = next.run(own, status::progress);
          return () -> finished.ifPresent(this::announce);
        },
        "round " + own.roundId());
  }

  private void announce(Round.Finished finished) {
    RoundManifest own = finished.report().manifest();
    if (manifest == null || !own.roundId().equals(manifest.roundId())) {
      return;
    }
    if (!history.knows(own.roundId())) {
      CheckpointEvent promoted = history.promoted().orElseThrow();
      CheckpointEvent event =
          Announcements.of(settings, finished, promoted, promoted, Instant.now());
      output.collect(new StreamRecord<>(event));
      history.announced(event);
      status.say("round " + own.roundId() + " is " + event.getStatus() + ": " + event.getReason());
    }
    ended(own);
  }

  private void ended(RoundManifest own) {
    own.newFiles().forEach(file -> used.add(file.path()));
    own.heldOutNew().forEach(file -> used.add(file.path()));
    manifest = null;
    failures = 0;
    upkeep.ended();
    lastRoundMillis = getProcessingTimeService().getCurrentProcessingTime();
  }

  /** Something slow; what it returns runs on the task's thread. */
  private interface Slow {
    Runnable run() throws Exception;
  }

  private void work(Slow slow, String what) {
    worker = new Thread(() -> workNow(slow, what), "clipstream-training-round");
    worker.setDaemon(true);
    worker.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    worker.start();
  }

  private void workNow(Slow slow, String what) {
    Devices.giveWay(); // to a tagging job on the same cores
    Runnable after;
    try {
      Runnable done = slow.run();
      after =
          () -> {
            worker = null;
            failures = 0;
            done.run();
          };
    } catch (Exception | Error e) {
      after = () -> failed(what, e);
    }
    try {
      Runnable last = after;
      mailbox.execute(last::run, what);
    } catch (RejectedExecutionException e) {
      // The task is ending; the state says what to do next time.
    }
  }

  private void failed(String what, Throwable error) {
    worker = null;
    if (closed) {
      return;
    }
    LOG.warn("{} failed", what, error);
    failures++;
    if (manifest != null && failures >= settings.attempts()) {
      status.failed(what + " is given up after " + failures + " attempts", error);
      ended(manifest);
      return;
    }
    long wait = settings.retryBackoff().toMillis() << Math.min(failures - 1, 6);
    status.failed(what, error);
    getProcessingTimeService()
        .registerTimer(
            getProcessingTimeService().getCurrentProcessingTime() + wait, time -> retry());
  }

  private void retry() {
    if (manifest != null && worker == null) {
      train();
    }
  }

  @Override
  public void close() throws Exception {
    closed = true;
    if (runner != null) {
      runner.stop();
    }
    if (worker != null) {
      worker.join(STOP_PATIENCE.toMillis());
    }
    super.close();
  }
}
