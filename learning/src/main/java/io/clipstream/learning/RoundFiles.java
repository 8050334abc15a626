package io.clipstream.learning;

import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlanner;
import io.clipstream.learning.rounds.RoundPlanner.Fresh;
import io.clipstream.learning.rounds.UsedFiles;
import io.clipstream.learning.store.StoredFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which files of the pair store the next round learns from. */
public final class RoundFiles {
  private final RoundPlanner planner;
  private final UsedFiles used;
  private final List<SetApart> apart;
  private final Map<StoredFile, Long> counts = new HashMap<>();
  private final Map<StoredFile, Long> heldOutCounts = new HashMap<>();
  private Set<StoredFile> plannedInVain = Set.of();

  /**
   * @param used files that rounds have learnt from
   * @param apart files of rounds that were given up
   */
  public RoundFiles(RoundPlanner planner, UsedFiles used, List<SetApart> apart) {
    this.planner = planner;
    this.used = used;
    this.apart = new ArrayList<>(apart);
  }

  public UsedFiles used() {
    return used;
  }

  /** The list as it is now, for another thread. */
  public UsedFiles usedNow() {
    return UsedFiles.parse(used.encoded());
  }

  public List<SetApart> apart() {
    return List.copyOf(apart);
  }

  /**
   * Files that no round has learnt from.
   *
   * @param all also those that were set apart
   */
  public Fresh fresh(boolean all) {
    Fresh fresh = planner.fresh(used);
    if (all || apart.isEmpty()) {
      return fresh;
    }
    Set<String> names = new HashSet<>();
    apart.forEach(round -> names.addAll(round.files()));
    return new Fresh(without(fresh.train(), names), without(fresh.heldOut(), names));
  }

  private static List<StoredFile> without(List<StoredFile> files, Set<String> names) {
    return files.stream().filter(file -> !names.contains(file.path())).toList();
  }

  /** Records in the files to learn from, whatever they hold. */
  public long count(Fresh fresh) {
    return planner.count(fresh.train(), counts);
  }

  /** Records in the files to measure with, likewise. */
  public long countHeldOut(Fresh fresh) {
    return planner.count(fresh.heldOut(), heldOutCounts);
  }

  /** Whether a round of these files was planned, and found too little in them that is new. */
  public boolean isInVain(Fresh fresh) {
    return plannedInVain.equals(new HashSet<>(fresh.train()));
  }

  public void inVain(Fresh fresh) {
    plannedInVain = new HashSet<>(fresh.train());
  }

  public void markUsed(RoundManifest manifest) {
    paths(manifest).forEach(used::add);
    takeBack(manifest);
  }

  public void setApart(RoundManifest manifest, String reason, long millis) {
    takeBack(manifest);
    apart.add(new SetApart(manifest.roundId(), paths(manifest).toList(), reason, millis));
  }

  /** Forgets files that are no longer in the store; a store without a file is not there. */
  public void retain(List<StoredFile> visible) {
    if (!visible.isEmpty()) {
      used.retain(visible);
      Set<String> there = new HashSet<>(visible.stream().map(StoredFile::path).toList());
      keepApart(there::contains);
    }
  }

  /** A round tries these files again. */
  public void takeBack(RoundManifest manifest) {
    Set<String> tried = new HashSet<>(paths(manifest).toList());
    keepApart(file -> !tried.contains(file));
  }

  private void keepApart(Predicate<String> kept) {
    apart.replaceAll(round -> round.with(round.files().stream().filter(kept).toList()));
    apart.removeIf(round -> round.files().isEmpty());
  }

  private static Stream<String> paths(RoundManifest manifest) {
    return Stream.concat(manifest.newFiles().stream(), manifest.heldOutNew().stream())
        .map(StoredFile::path);
  }
}
