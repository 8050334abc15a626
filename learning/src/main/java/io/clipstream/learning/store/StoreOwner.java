package io.clipstream.learning.store;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Holds a pair store for one job. A job knows alone which pairs it has learnt from, and puts those
 * files together; a second job on the same store would take pairs away that the first has not seen.
 *
 * <p>The store belongs to the job that first took it, whether it runs or not: a file in the store
 * names it. While it runs, it counts up a number there. So another run is told apart from a crash
 * on any file system and over hosts whose clocks differ: of a number that stands still for a while
 * the holder is dead. An attempt that was taken for dead finds another's token and ends.
 */
public final class StoreOwner implements AutoCloseable {
  /** Time between two counts. */
  public static final Duration BEAT = Duration.ofSeconds(5);

  private static final int BEATS_MISSED = 6;

  /** Where no lock is, two may read that the store is free before one of them has written. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  /** Lets time pass. */
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  private final PairStore store;
  private final ScheduledExecutorService thread;
  private OwnerFile own;

  private StoreOwner(PairStore store, OwnerFile own) {
    this.store = store;
    this.own = own;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "clipstream-store-owner");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Takes the store. After a crash on another host this waits for half a minute.
   *
   * @param lost is told, on another thread, if another attempt has taken the store
   * @throws StoreInUseException if it belongs to another job, or the job runs already
   * @throws ResourceException if the disk refuses
   */
  public static StoreOwner take(PairStore store, StoreClaim claim, Consumer<String> lost)
      throws InterruptedException {
    StoreOwner owner = watch(store, claim, time -> Thread.sleep(time.toMillis()));
    owner.thread.scheduleWithFixedDelay(
        () -> owner.beat(lost), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return owner;
  }

  /** Takes the store, or finds after some pauses that somebody lives in it. */
  static StoreOwner watch(PairStore store, StoreClaim claim, Pause pause)
      throws InterruptedException {
    OwnerFile own = OwnerFile.of(claim);
    Optional<OwnerFile> standing = tryTake(store, claim, own, Optional.empty());
    Optional<OwnerFile> first = standing;
    for (int i = 1; standing.isPresent(); i++) {
      pause.sleep(BEAT);
      standing = tryTake(store, claim, own, i < BEATS_MISSED ? Optional.empty() : first);
      if (standing.isPresent() && !standing.equals(first)) {
        throw runsAlready(store, standing.get());
      }
    }
    StoreOwner owner = new StoreOwner(store, own);
    if (!store.storage().hasLock()) {
      pause.sleep(SETTLE);
      owner.requireHeld();
    }
    return owner;
  }

  /**
   * Takes the store if nobody can be holding it.
   *
   * @param dead a holder who has not moved for so long that he is dead
   * @return who may be holding it
   */
  private static Optional<OwnerFile> tryTake(
      PairStore store, StoreClaim claim, OwnerFile own, Optional<OwnerFile> dead) {
    return store.exclusively(
        () -> {
          Optional<OwnerFile> before = OwnerFile.read(store.storage());
          if (before.filter(owner -> !claim.mayFollow(owner.job())).isPresent()) {
            throw belongsToAnother(store, before.get());
          }
          Optional<OwnerFile> standing =
              before.filter(owner -> mayLive(owner, claim)).filter(o -> !before.equals(dead));
          if (standing.isEmpty()) {
            own.write(store.storage());
          }
          return standing;
        });
  }

  /** An attempt of the same run is followed at once: who starts one has given the other up. */
  private static boolean mayLive(OwnerFile owner, StoreClaim claim) {
    return !owner.released() && !owner.run().equals(claim.run()) && !owner.isOfADeadProcess();
  }

  private static StoreInUseException belongsToAnother(PairStore store, OwnerFile owner) {
    return new StoreInUseException(
        ("pair store %s belongs to job '%s' (%s), and two jobs on one store lose each other's pairs:"
                + " give this job a store of its own or, if that job has ended for good, start with"
                + " --store.take-over=%s")
            .formatted(store.name(), owner.job(), owner.holder(), owner.job()));
  }

  private static StoreInUseException runsAlready(PairStore store, OwnerFile owner) {
    return new StoreInUseException(
        "pair store %s: job '%s' runs already (%s); stop it first"
            .formatted(store.name(), owner.job(), owner.holder()));
  }

  /** Shows that this attempt lives; what the disk refuses now may work the next time. */
  void beat(Consumer<String> lost) {
    try {
      Optional<OwnerFile> other = update(OwnerFile::beating);
      if (other.isPresent()) {
        thread.shutdown();
        lost.accept(taken(other.get()));
      }
    } catch (RuntimeException e) { // or there would be no further beat
      // The number stands still; whoever looks for long enough takes the store.
    }
  }

  /** Changes the file, unless it is another's, or was released. */
  private synchronized Optional<OwnerFile> update(UnaryOperator<OwnerFile> change) {
    return store.exclusively(
        () -> {
          Optional<OwnerFile> other = other();
          if (other.isEmpty() && !own.released()) {
            own = change.apply(own);
            own.write(store.storage());
          }
          return other;
        });
  }

  /** Who holds the store, if it is not this attempt; a file that was deleted is written anew. */
  private Optional<OwnerFile> other() throws IOException {
    return OwnerFile.read(store.storage()).filter(owner -> !owner.isOf(own));
  }

  /**
   * Goes on if this attempt still holds the store.
   *
   * @throws ResourceException if another has it
   */
  public void requireHeld() {
    try {
      Optional<OwnerFile> other = other();
      if (other.isPresent()) {
        throw new ResourceException(taken(other.get()));
      }
    } catch (IOException e) {
      throw new ResourceException(
          store.name() + ": its owner cannot be read: " + e.getMessage(), e);
    }
  }

  private String taken(OwnerFile other) {
    return "pair store %s was taken over by job '%s' (%s)"
        .formatted(store.name(), other.job(), other.holder());
  }

  /** Lets the next run of the job have the store at once, if the disk lets it. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      update(OwnerFile::releasing);
    } catch (ResourceException e) {
      // The number stands still now, which says the same after a while.
    }
  }
}
