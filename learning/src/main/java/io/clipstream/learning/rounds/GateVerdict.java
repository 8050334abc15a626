package io.clipstream.learning.rounds;

import java.util.List;

/** What the gate says of a round. */
public sealed interface GateVerdict {
  /** The trial that was chosen: the best that passed, else the one nearest to passing. */
  Trial best();

  /** Every trial, in the order of the settings' alphas. */
  List<Trial> trials();

  /** Why, in one line. */
  String reason();

  RoundOutcome outcome();

  /** Better at the new, and no worse at the old than the margins allow. */
  record Promoted(Trial best, List<Trial> trials, String reason) implements GateVerdict {
    @Override
    public RoundOutcome outcome() {
      return RoundOutcome.PROMOTED;
    }
  }

  /** Nothing speaks against it, but there is too little to judge by; for people to decide. */
  record Candidate(Trial best, List<Trial> trials, String reason) implements GateVerdict {
    @Override
    public RoundOutcome outcome() {
      return RoundOutcome.CANDIDATE;
    }
  }

  /** No trial is better at the new and keeps the old. */
  record Rejected(Trial best, List<Trial> trials, String reason) implements GateVerdict {
    @Override
    public RoundOutcome outcome() {
      return RoundOutcome.REJECTED;
    }
  }
}
