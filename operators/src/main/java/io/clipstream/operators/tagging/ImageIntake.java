package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.control.RecordFault;
import io.clipstream.operators.generation.BankInForce;
import io.clipstream.operators.generation.Failures;
import io.clipstream.operators.generation.Generation;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Quoting;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * What becomes of an image on arrival: it gets the generation in service and goes to the pipeline,
 * is set aside until its label set is ready or heard of, or is a reject. For the task thread.
 */
final class ImageIntake implements WaitingImages.Tagger {
  /** How a label set stands for the images that name it. */
  private enum Standing {
    SERVED,
    /** Published, and still to be encoded. */
    COMING,
    /** Never heard of: its publication may be on its way. */
    UNHEARD,
    /** Deleted, or it cannot be encoded. */
    REFUSED
  }

  /** Timers for images of unheard sets go by such steps. */
  private static final long TICK_MILLIS = 100;

  private final TaggerSettings settings;
  private final Rollout rollout;
  private final Pipeline pipeline;
  private final PoisonRecordWatch watch;
  private final SteadyTime time;
  private final Arrivals arrivals;
  private final WaitingImages waiting;
  private long lastTick = Long.MIN_VALUE;
  private boolean hasEnded;

  ImageIntake(
      TaggerSettings settings,
      Rollout rollout,
      Pipeline pipeline,
      PoisonRecordWatch watch,
      MailboxExecutor mailbox,
      ProcessingTimeService time) {
    this.settings = settings;
    this.rollout = rollout;
    this.pipeline = pipeline;
    this.watch = watch;
    this.time = new SteadyTime(time);
    this.arrivals = new Arrivals(settings);
    this.waiting = new WaitingImages(settings.labelSets().waitingBytes(), pipeline, mailbox, this);
  }

  /** Takes an image in that arrives; waits for room in the pipeline, behind those that waited. */
  void take(RawRecord record, Long timestamp) throws Exception {
    pipeline.awaitRoom();
    waiting.release();
    pipeline.awaitRoom();
    tryOut(record, timestamp, event -> accept(record, timestamp, event));
  }

  /** Until the watch is over images go through one by one, also those that were set aside. */
  private void tryOut(RawRecord record, Long timestamp, ThrowingConsumer<ImageEvent, Exception> to)
      throws Exception {
    if (watch.isOver()) {
      judge(record, timestamp, to);
      return;
    }
    watch.run(
        record,
        () -> {
          judge(record, timestamp, to);
          pipeline.flush();
        });
    waiting.releaseSoon();
  }

  private void judge(RawRecord record, Long timestamp, ThrowingConsumer<ImageEvent, Exception> to)
      throws Exception {
    Optional<String> givenUp = watch.verdict(record);
    if (givenUp.isPresent()) {
      reject(record, timestamp, RecordFault.FAILED_REPEATEDLY, givenUp.get());
    } else {
      read(record, timestamp, to);
    }
  }

  /** Takes an image back that was set aside when the state was written. */
  void takeBack(RawRecord record) throws Exception {
    Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
    read(record, timestamp, event -> setAside(record, timestamp, labelSet(event)));
  }

  private void read(RawRecord record, Long timestamp, ThrowingConsumer<ImageEvent, Exception> taker)
      throws Exception {
    arrivals
        .read(record)
        .to(
            new Arrivals.Receiver() {
              @Override
              public void event(ImageEvent event) throws Exception {
                taker.accept(event);
              }

              @Override
              public void bad(Enum<?> reason, String message) throws Exception {
                reject(record, timestamp, reason, message);
              }
            });
  }

  private void accept(RawRecord record, Long timestamp, ImageEvent event) throws Exception {
    String id = labelSet(event);
    waiting.awaitRoom(id, record);
    if (!mustWait(id, now()) && !waiting.holds(id)) {
      place(record, timestamp, event);
    } else if (mustWait(id, now()) && waiting.isFull()) {
      String message = "label set " + Quoting.quote(id) + " is not ready, and too many images wait";
      reject(record, timestamp, RecordFault.LABEL_SET_NOT_READY, message);
    } else {
      setAside(record, timestamp, id);
    }
  }

  private void setAside(RawRecord record, Long timestamp, String id) {
    waiting.add(id, record, timestamp);
    if (standing(id) == Standing.UNHEARD) {
      lookAgainAt(now() + settings.labelSets().unknownWait().toMillis());
    }
  }

  private void lookAgainAt(long millis) {
    long tick = (millis + TICK_MILLIS - 1) / TICK_MILLIS * TICK_MILLIS;
    if (tick > lastTick) {
      lastTick = tick;
      time.at(tick, timestamp -> waiting.release());
    }
  }

  private String labelSet(ImageEvent event) {
    return event.getLabelSetId() == null ? settings.labelSets().defaultId() : event.getLabelSetId();
  }

  private Standing standing(String id) {
    if (generation().bank(id).isPresent()) {
      return Standing.SERVED;
    }
    LabelSetInForce set = rollout.definitions().labelSets().get(id);
    if (set != null) {
      return rollout.generations().failure(set).isEmpty() ? Standing.COMING : Standing.REFUSED;
    }
    boolean isKnown = hasEnded || rollout.definitions().isDeleted(id);
    return isKnown ? Standing.REFUSED : Standing.UNHEARD;
  }

  private Generation generation() {
    return rollout.generations().current().orElseThrow();
  }

  @Override
  public boolean mustWait(String id, long since) {
    return switch (standing(id)) {
      case SERVED, REFUSED -> false;
      case COMING -> true;
      case UNHEARD -> now() < since + settings.labelSets().unknownWait().toMillis();
    };
  }

  @Override
  public void place(RawRecord record, Long timestamp) throws Exception {
    tryOut(record, timestamp, event -> place(record, timestamp, event));
  }

  @Override
  public boolean isBusy() {
    return pipeline.isFlushing() || watch.isAtWork();
  }

  @Override
  public boolean takesMany() {
    return watch.isOver();
  }

  private void place(RawRecord record, Long timestamp, ImageEvent event) throws Exception {
    Optional<BankInForce> bank = generation().bank(labelSet(event));
    if (bank.isEmpty()) {
      refuse(record, timestamp, labelSet(event));
      return;
    }
    Generation generation = generation().retain();
    pipeline.add(ImageEntry.accepted(record, timestamp, event, generation, bank.get(), now()));
  }

  private void refuse(RawRecord record, Long timestamp, String id) throws Exception {
    Optional<String> failure =
        Optional.ofNullable(rollout.definitions().labelSets().get(id))
            .flatMap(rollout.generations()::failure)
            .map(Failures.Failure::message);
    String name = "label set " + Quoting.quote(id);
    if (failure.isPresent()) {
      String message = name + " could not be encoded: " + failure.get();
      reject(record, timestamp, RecordFault.LABEL_SET_FAILED, message);
    } else {
      reject(record, timestamp, RecordFault.UNKNOWN_LABEL_SET, name + " is not in force");
    }
  }

  private void reject(RawRecord record, Long timestamp, Enum<?> reason, String message)
      throws Exception {
    DeadLetter letter = DeadLetter.of(record, LetterStage.DECODE_RECORD, reason, message);
    pipeline.add(ImageEntry.rejected(record, timestamp, letter, now()));
  }

  @Override
  public long now() {
    return time.now();
  }

  /** Takes in something that must not overtake the images that came before it. */
  void behind(ThrowingRunnable<Exception> marker) throws Exception {
    waiting.behind(marker);
  }

  /** Sends on what need not wait any longer. */
  void release() throws Exception {
    waiting.release();
  }

  /** Does so in a mail of its own: the pipeline may be at work. */
  void releaseSoon() {
    waiting.releaseSoon();
  }

  /** Finishes what is in the pipeline, for a barrier; what waits goes into state. */
  void flush() throws Exception {
    pipeline.flush();
    waiting.releaseSoon();
  }

  /** No image comes any more: waits until none waits, and finishes them all. */
  void finish() throws Exception {
    hasEnded = true;
    waiting.finish();
  }

  /** Images that wait. */
  int waitingCount() {
    return waiting.count();
  }

  List<RawRecord> waitingRecords() {
    return waiting.records();
  }
}
