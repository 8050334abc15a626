package io.clipstream.learning;

import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundManifest;

/** What a phase asks of the operator. */
public sealed interface RoundAction {
  /** Who does what phases ask for: a method an action, so that none is forgotten. */
  interface Actor {
    void plan(RoundProposal proposal);

    void train(RoundManifest manifest);

    void announce(RoundManifest manifest, Round.Finished outcome);

    void markUsed(RoundManifest manifest);

    void setApart(RoundManifest manifest, int failures, Throwable error);

    void tidy();

    void retryLater(int failures, Throwable error);

    void report(Throwable error);

    void stop();
  }

  void by(Actor actor);

  /** Fix a manifest. */
  record Plan(RoundProposal proposal) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.plan(proposal);
    }
  }

  /** Run the round. */
  record Train(RoundManifest manifest) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.train(manifest);
    }
  }

  /** Say what came out of a round. */
  record Announce(RoundManifest manifest, Round.Finished outcome) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.announce(manifest, outcome);
    }
  }

  /** No later round learns from these files. */
  record MarkUsed(RoundManifest manifest) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.markUsed(manifest);
    }
  }

  /** Give the round up; rounds go on without its files until somebody asks for them. */
  record SetApart(RoundManifest manifest, int failures, Throwable error) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.setApart(manifest, failures, error);
    }
  }

  /** Put files together that rounds have learnt from. */
  record Tidy() implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.tidy();
    }
  }

  /** Say what failed, and wait: the longer, the more often it has. */
  record RetryLater(int failures, Throwable error) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.retryLater(failures, error);
    }
  }

  /** Say what failed. */
  record Report(Throwable error) implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.report(error);
    }
  }

  /** End the work at hand; nobody wants its outcome. */
  record Stop() implements RoundAction {
    @Override
    public void by(Actor actor) {
      actor.stop();
    }
  }
}
