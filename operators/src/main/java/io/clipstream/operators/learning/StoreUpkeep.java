package io.clipstream.operators.learning;

import io.clipstream.model.training.data.PairStore;
import io.clipstream.model.training.data.Split;
import io.clipstream.model.training.data.StoreCompaction;
import io.clipstream.model.training.data.StoredFile;
import io.clipstream.model.training.rounds.UsedFiles;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the pair store and the list of used files small, between rounds. It waits until a
 * checkpoint of the job knows that the last round has ended: a round that would be trained again
 * must find its files.
 */
final class StoreUpkeep {
  /** So few small files are left alone. */
  private static final int LEAST_FILES = 16;

  private static final List<Split> LEARNT_FROM = List.of(Split.TRAIN, Split.HELD_OUT);

  private final PairStore store;
  private final StoreCompaction compaction;
  private boolean due;
  private long knownBy = -1;

  StoreUpkeep(PairStore store, long fileBytes) {
    this.store = store;
    this.compaction = new StoreCompaction(fileBytes, LEAST_FILES);
  }

  /** A round has ended. */
  void ended() {
    due = true;
    knownBy = -1;
  }

  /** A checkpoint of the job takes what is known now. */
  void kept(long checkpointId) {
    if (due && knownBy < 0) {
      knownBy = checkpointId;
    }
  }

  /** Whether it is time, once for each round. */
  boolean begins(long completedCheckpoint) {
    boolean now = due && knownBy >= 0 && completedCheckpoint >= knownBy;
    due = due && !now;
    return now;
  }

  /** Puts small files together; slow. */
  void run(UsedFiles used) {
    LEARNT_FROM.forEach(split -> compaction.run(store, split, used::contains));
  }

  /** Takes off the list what is no longer in the store; a store without a file is not there. */
  void shorten(UsedFiles used) {
    List<StoredFile> visible = new ArrayList<>();
    LEARNT_FROM.forEach(split -> visible.addAll(store.files(split)));
    if (!visible.isEmpty()) {
      used.retain(visible);
    }
  }
}
