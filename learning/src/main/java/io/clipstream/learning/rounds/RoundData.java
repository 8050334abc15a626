package io.clipstream.learning.rounds;

import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.StorePairs;
import io.clipstream.model.ModelException;
import io.clipstream.model.training.data.IndexedPairs;
import io.clipstream.model.training.data.KnownAlready;
import io.clipstream.model.training.data.MixedPairs;
import io.clipstream.model.training.data.MixedPairs.Sized;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pairs of a round: all new ones and a sample of older ones.
 *
 * @param pairs new and replayed, mixed
 * @param newPairs number of new ones
 * @param replayed number of older ones
 * @param heldOutNew held-out pairs that no round has seen
 * @param heldOutOld held-out pairs of earlier rounds
 */
record RoundData(
    MixedPairs pairs, int newPairs, int replayed, StorePairs heldOutNew, StorePairs heldOutOld) {

  static RoundData open(
      PairStore store, RoundManifest manifest, RoundSettings settings, int heldOut, SkipLog skips) {
    Map<String, Instant> retractions = store.retractions(skips);
    Set<Long> seen = new HashSet<>();
    StorePairs old = StorePairs.open(store, manifest.oldFiles(), retractions, seen, skips);
    StorePairs fresh = StorePairs.open(store, manifest.newFiles(), retractions, seen, skips);
    if (fresh.size() == 0) {
      throw new ModelException(
          "round " + manifest.roundId() + ": its files hold no new pair; " + skips.examples());
    }
    List<Sized> sources = new ArrayList<>(List.of(new Sized(fresh, fresh.size())));
    sources.addAll(replay(old, fresh.size(), settings, manifest.seed(), skips));
    MixedPairs mixed = new MixedPairs(sources);
    Set<Long> seenHeldOut = new HashSet<>();
    StorePairs heldOutOld =
        StorePairs.open(store, manifest.heldOutOld(), retractions, seenHeldOut, skips);
    StorePairs heldOutNew =
        StorePairs.open(store, manifest.heldOutNew(), retractions, seenHeldOut, skips);
    return new RoundData(
        mixed,
        fresh.size(),
        mixed.size() - fresh.size(),
        heldOutNew.sample(heldOut, manifest.seed()),
        heldOutOld.sample(heldOut, manifest.seed()));
  }

  /** Older pairs, of each source in proportion to its size. */
  private static List<Sized> replay(
      StorePairs old, int fresh, RoundSettings settings, long seed, SkipLog skips) {
    List<IndexedPairs> others =
        settings.replay().sources().stream().map(path -> indexed(path, skips)).toList();
    long available = old.size() + others.stream().mapToLong(IndexedPairs::size).sum();
    double share =
        available == 0 ? 0 : Math.min(1, settings.replay().perNewPair() * fresh / available);
    List<Sized> sized = new ArrayList<>();
    StorePairs sample = old.sample((int) Math.round(share * old.size()), seed);
    sized.add(new Sized(new KnownAlready(sample), sample.size()));
    for (IndexedPairs other : others) {
      IndexedPairs some = other.sample((int) Math.round(share * other.size()), seed);
      sized.add(new Sized(new KnownAlready(some), some.size()));
    }
    return sized;
  }

  private static IndexedPairs indexed(String path, SkipLog skips) {
    try {
      PairSource source = PairSource.open(Path.of(path), skips);
      if (source instanceof IndexedPairs pairs) {
        return pairs;
      }
    } catch (IOException e) {
      throw new ResourceException(path + ": cannot be read: " + e.getMessage(), e);
    }
    throw new ResourceException(
        path + ": pairs to replay must be a folder with captions.tsv, or a table like it");
  }
}
