package io.clipstream.operators.generation;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One checkpoint with one bank for each label set, never changed: whatever an image is scored with
 * and stamped with comes out of the one generation that it was given on arrival. It lives while
 * somebody retains it. Thread-safe.
 */
public final class Generation {
  private final CheckpointEvent checkpoint;
  private final Lease<TaggingModel> model;
  private final Map<String, BankInForce> banks = new LinkedHashMap<>();
  private final AtomicInteger uses = new AtomicInteger(1);

  Generation(
      CheckpointEvent checkpoint, Lease<TaggingModel> model, Iterable<BankInForce> labelSets) {
    this.checkpoint = checkpoint;
    this.model = model.share();
    labelSets.forEach(bank -> banks.put(bank.definition().set().getId(), bank.share()));
  }

  public CheckpointEvent checkpoint() {
    return checkpoint;
  }

  public TaggingModel model() {
    return model.get();
  }

  /** The bank of a label set, if the generation has one. */
  public Optional<BankInForce> bank(String labelSetId) {
    return Optional.ofNullable(banks.get(labelSetId));
  }

  /** All banks. */
  public Iterable<BankInForce> banks() {
    return banks.values();
  }

  /**
   * The bank of a label set that is not in force, made in the calling thread; for the caller, who
   * has retained the generation, to close.
   *
   * @param abandoned turns true when nobody wants the bank any more
   * @throws java.util.concurrent.CancellationException if that is so
   * @throws RuntimeException if the set cannot be encoded, or the device fails
   */
  public Bank draft(LabelSet set, BooleanSupplier abandoned) {
    Lease<TaggingModel> own = model.share();
    try {
      return Bank.make(own, set, abandoned);
    } catch (RuntimeException | Error e) {
      own.close();
      throw e;
    }
  }

  /** Keeps the generation alive until {@link #release}. */
  public Generation retain() {
    uses.incrementAndGet();
    return this;
  }

  /** Ends one use; with the last one the shares in model and banks are given up. */
  public void release() {
    if (uses.decrementAndGet() == 0) {
      banks.values().forEach(BankInForce::close);
      model.close();
    }
  }
}
