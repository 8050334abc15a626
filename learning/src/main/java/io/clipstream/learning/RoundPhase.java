package io.clipstream.learning;

import io.clipstream.learning.RoundAction.Announce;
import io.clipstream.learning.RoundAction.MarkUsed;
import io.clipstream.learning.RoundAction.Plan;
import io.clipstream.learning.RoundAction.RetryLater;
import io.clipstream.learning.RoundAction.SetApart;
import io.clipstream.learning.RoundAction.Stop;
import io.clipstream.learning.RoundAction.Tidy;
import io.clipstream.learning.RoundAction.Train;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundManifest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a training job stands in its rounds. Each method is an event and gives the phase that
 * follows, with what is to be done: nothing else, so that the whole table is a test. An event that
 * means nothing in a phase, such as a timer of an earlier one, changes nothing.
 *
 * <pre>
 * Idle ─► Planning ─► Planned ─► Kept ─► Training ─► Announcing ─► Tidying ─► Idle
 *             └─► Backoff ◄────────────────┘
 * </pre>
 */
public sealed interface RoundPhase {
  /** What follows an event. */
  record Step(RoundPhase phase, List<RoundAction> actions) {
    static Step to(RoundPhase phase, RoundAction... actions) {
      return new Step(phase, List.of(actions));
    }
  }

  /** The manifest that a restart must train again; it is part of every checkpoint of the job. */
  default Optional<RoundManifest> manifest() {
    return Optional.empty();
  }

  /** Whether a round may be proposed: none is on its way. */
  default boolean isFree() {
    return false;
  }

  /** How often in a row the work at hand has failed. */
  default int failures() {
    return 0;
  }

  /** It is time for a round. */
  default Step wanted(RoundProposal proposal) {
    return Step.to(this);
  }

  /** A manifest is fixed. */
  default Step planned(RoundManifest plan) {
    return Step.to(this);
  }

  /** Planning found too little that is new. */
  default Step tooFew() {
    return Step.to(this);
  }

  /** Planning came upon a round that has been announced. */
  default Step foundKnown(RoundManifest plan) {
    return Step.to(this);
  }

  /** A checkpoint of the job takes what is known now. */
  default Step snapshot(long checkpoint) {
    return Step.to(this);
  }

  /** A checkpoint of the job, and with it every earlier one, is complete. */
  default Step completed(long checkpoint) {
    return Step.to(this);
  }

  /** A round has come to its end. */
  default Step finished(Round.Finished outcome) {
    return Step.to(this);
  }

  /** Files were put together. */
  default Step tidied() {
    return Step.to(this);
  }

  /**
   * The work at hand failed.
   *
   * @param attempts after so many failures a round is given up
   */
  default Step failed(Throwable error, int attempts) {
    return Step.to(this);
  }

  /** The wait after a failure is over. */
  default Step due() {
    return Step.to(this);
  }

  /** The checkpoint that the round starts from was withdrawn. */
  default Step withdrawn() {
    return Step.to(this);
  }

  /**
   * The phase after a restart. A manifest in state was kept; its round may have been announced
   * meanwhile, or what it starts from withdrawn.
   */
  static Step restored(
      RoundManifest manifest, int failures, boolean announced, boolean parentStands) {
    if (announced) {
      return known(manifest);
    }
    return parentStands ? train(manifest, failures) : Step.to(new Idle(0));
  }

  private static Step train(RoundManifest manifest, int failures) {
    return Step.to(new Training(manifest, failures), new Train(manifest));
  }

  /** The topic has its announcement, so that it is committed. */
  private static Step known(RoundManifest manifest) {
    return Step.to(new Idle(0), new MarkUsed(manifest));
  }

  /** No round is under way. */
  record Idle(int failures) implements RoundPhase {
    @Override
    public boolean isFree() {
      return true;
    }

    @Override
    public Step wanted(RoundProposal proposal) {
      return Step.to(new Planning(failures), new Plan(proposal));
    }
  }

  /** The store is read to see what a round would learn from. */
  record Planning(int failures) implements RoundPhase {
    @Override
    public Step planned(RoundManifest plan) {
      return Step.to(new Planned(plan));
    }

    @Override
    public Step tooFew() {
      return Step.to(new Idle(0));
    }

    @Override
    public Step foundKnown(RoundManifest plan) {
      return known(plan);
    }

    @Override
    public Step failed(Throwable error, int attempts) {
      Backoff next = new Backoff(Optional.empty(), failures + 1);
      return Step.to(next, new RetryLater(next.failures(), error));
    }

    @Override
    public Step withdrawn() {
      return Step.to(new Idle(0));
    }
  }

  /** A manifest is fixed, and in no checkpoint of the job yet. */
  record Planned(RoundManifest plan) implements RoundPhase {
    @Override
    public Optional<RoundManifest> manifest() {
      return Optional.of(plan);
    }

    @Override
    public Step snapshot(long checkpoint) {
      return Step.to(new Kept(plan, checkpoint));
    }

    @Override
    public Step withdrawn() {
      return Step.to(new Idle(0));
    }
  }

  /**
   * The manifest is in a checkpoint of the job that is not complete yet.
   *
   * @param checkpoint the first that holds it; every later one does too
   */
  record Kept(RoundManifest plan, long checkpoint) implements RoundPhase {
    @Override
    public Optional<RoundManifest> manifest() {
      return Optional.of(plan);
    }

    @Override
    public Step completed(long complete) {
      return complete >= checkpoint ? train(plan, 0) : Step.to(this);
    }

    @Override
    public Step withdrawn() {
      return Step.to(new Idle(0));
    }
  }

  /** The round runs. */
  record Training(RoundManifest plan, int failures) implements RoundPhase {
    @Override
    public Optional<RoundManifest> manifest() {
      return Optional.of(plan);
    }

    @Override
    public Step finished(Round.Finished outcome) {
      return Step.to(
          new Announcing(OptionalLong.empty()), new Announce(plan, outcome), new MarkUsed(plan));
    }

    @Override
    public Step failed(Throwable error, int attempts) {
      int now = failures + 1;
      return now >= attempts
          ? Step.to(new Idle(0), new SetApart(plan, now, error))
          : Step.to(new Backoff(Optional.of(plan), now), new RetryLater(now, error));
    }

    @Override
    public Step withdrawn() {
      return Step.to(new Idle(0), new Stop());
    }
  }

  /**
   * A round has been announced, and its files count as used, but no complete checkpoint of the job
   * says so: the announcement is not committed.
   *
   * @param checkpoint the first that holds it, once there is one
   */
  record Announcing(OptionalLong checkpoint) implements RoundPhase {
    @Override
    public boolean isFree() {
      return true;
    }

    @Override
    public Step snapshot(long id) {
      return Step.to(checkpoint.isPresent() ? this : new Announcing(OptionalLong.of(id)));
    }

    @Override
    public Step completed(long complete) {
      return checkpoint.isPresent() && complete >= checkpoint.getAsLong()
          ? Step.to(new Tidying(), new Tidy())
          : Step.to(this);
    }
  }

  /** Small files that rounds have learnt from are put together. */
  record Tidying() implements RoundPhase {
    @Override
    public Step tidied() {
      return Step.to(new Idle(0));
    }

    /** The next round's end does it. */
    @Override
    public Step failed(Throwable error, int attempts) {
      return Step.to(new Idle(0), new RoundAction.Report(error));
    }
  }

  /**
   * Something failed and is tried again later.
   *
   * @param manifest of the round that failed; empty if planning did
   */
  record Backoff(Optional<RoundManifest> manifest, int failures) implements RoundPhase {
    @Override
    public Step due() {
      return manifest.map(plan -> train(plan, failures)).orElse(Step.to(new Idle(failures)));
    }

    @Override
    public Step withdrawn() {
      return manifest.isPresent() ? Step.to(new Idle(0)) : Step.to(this);
    }
  }
}
