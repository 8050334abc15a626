package io.clipstream.learning.rounds;

import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StorePairs;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.ResourceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Looks at a pair store and fixes what the next round learns from. */
public final class RoundPlanner {
  /** Older files that a manifest names at most: enough to draw a sample from. */
  private static final int MOST_OLD_FILES = 1_000;

  private final PairStore store;
  private final String model;
  private final long seed;

  /**
   * What the store holds for the next round.
   *
   * @param train files to learn from that no round has seen
   * @param heldOut held-out files that no round has seen
   */
  public record Fresh(List<StoredFile> train, List<StoredFile> heldOut) {
    public Fresh {
      train = List.copyOf(train);
      heldOut = List.copyOf(heldOut);
    }
  }

  /**
   * @param model name of the model
   * @param seed mixed into the seed of every round
   */
  public RoundPlanner(PairStore store, String model, long seed) {
    this.store = store;
    this.model = model;
    this.seed = seed;
  }

  /** The visible files that are not among {@code used}. */
  public Fresh fresh(UsedFiles used) {
    return new Fresh(
        without(store.files(Split.TRAIN), used), without(store.files(Split.HELD_OUT), used));
  }

  private static List<StoredFile> without(List<StoredFile> files, UsedFiles used) {
    return files.stream().filter(file -> !used.contains(file.path())).toList();
  }

  private static List<StoredFile> within(List<StoredFile> files, UsedFiles used, long seed) {
    List<StoredFile> some =
        new ArrayList<>(files.stream().filter(file -> used.contains(file.path())).toList());
    if (some.size() > MOST_OLD_FILES) {
      Collections.shuffle(some, new Random(seed));
      some = some.subList(0, MOST_OLD_FILES);
    }
    return some;
  }

  /** Records in files, whatever they hold; damaged files count as empty. */
  public long count(List<StoredFile> files, Map<StoredFile, Long> known) {
    known.keySet().retainAll(new HashSet<>(files));
    return files.stream().mapToLong(file -> known.computeIfAbsent(file, this::count)).sum();
  }

  private long count(StoredFile file) {
    try {
      return store.count(file);
    } catch (ResourceException e) {
      return 0; // the round notes it as damaged when it reads the file
    }
  }

  /**
   * Pairs of {@code files} that no used file holds: after a restore from an older savepoint the
   * store has pairs twice. Reads all of these files.
   */
  public int newPairs(List<StoredFile> files, UsedFiles used) {
    SkipLog skips = new SkipLog();
    Map<String, Instant> retractions = store.retractions(skips);
    Set<Long> seen = new HashSet<>();
    List<StoredFile> old =
        store.files(Split.TRAIN).stream().filter(file -> used.contains(file.path())).toList();
    StorePairs.open(store, old, Map.of(), seen, skips);
    return StorePairs.open(store, files, retractions, seen, skips).size();
  }

  /** The manifest of a round on {@code fresh}. */
  public RoundManifest plan(
      Fresh fresh,
      UsedFiles used,
      String parentId,
      String parent,
      String parentSha256,
      String reason) {
    String id = RoundManifest.id(model, parentId, fresh.train());
    long ofRound = seed * 31 + id.hashCode();
    return new RoundManifest(
        id,
        parentId,
        parent,
        parentSha256,
        ofRound,
        reason,
        fresh.train(),
        within(store.files(Split.TRAIN), used, ofRound),
        fresh.heldOut(),
        within(store.files(Split.HELD_OUT), used, ofRound));
  }
}
