package io.clipstream.operators.learning;

import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoreCompaction;
import io.clipstream.learning.store.StoreInUseException;
import io.clipstream.learning.store.StoreOwner;
import io.clipstream.learning.store.StoredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Keeps the pair store and the list of used files small, between rounds: not before a checkpoint of
 * the job knows that the last round has ended, since a round that would be trained again must find
 * its files.
 */
final class StoreUpkeep implements AutoCloseable {
  /** So few small files are left alone. */
  private static final int LEAST_FILES = 16;

  private static final List<Split> LEARNT_FROM = List.of(Split.TRAIN, Split.HELD_OUT);

  private final PairStore store;
  private final StoreCompaction compaction;
  private final StoreOwner owner;

  private StoreUpkeep(PairStore store, long fileBytes, StoreOwner owner) {
    this.store = store;
    this.owner = owner;
    this.compaction = new StoreCompaction(fileBytes, LEAST_FILES);
  }

  /**
   * Takes the store for the job.
   *
   * @param run tells one submission of the job from another
   * @param lost is told if another attempt takes the store
   * @throws SuppressRestartsException if the store is refused: it would be the next time too
   */
  static StoreUpkeep of(TrainingRoundSettings settings, String run, Consumer<String> lost)
      throws InterruptedException {
    PairStore store = new PairStore(FlinkStorages.named(settings.store().path()));
    try {
      StoreOwner owner = StoreOwner.take(store, settings.claim(run), lost);
      return new StoreUpkeep(store, settings.store().fileBytes(), owner);
    } catch (StoreInUseException e) {
      throw new SuppressRestartsException(e);
    }
  }

  PairStore store() {
    return store;
  }

  /**
   * Puts small files together; slow.
   *
   * @return the files that are there then
   */
  List<StoredFile> run(UsedFiles used) {
    List<StoredFile> visible = new ArrayList<>();
    for (Split split : LEARNT_FROM) {
      owner.requireHeld();
      compaction.run(store, split, used::contains);
      visible.addAll(store.files(split));
    }
    return visible;
  }

  /**
   * Goes on if the store is still this attempt's.
   *
   * @throws io.clipstream.schemas.ResourceException if another attempt or job has it
   */
  void requireHeld() {
    owner.requireHeld();
  }

  @Override
  public void close() {
    owner.close();
  }
}
