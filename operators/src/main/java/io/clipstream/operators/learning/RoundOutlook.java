package io.clipstream.operators.learning;

import io.clipstream.learning.RoundFiles;
import io.clipstream.learning.RoundLedger;
import io.clipstream.learning.RoundProposal;
import io.clipstream.learning.RoundTrigger;
import io.clipstream.learning.TrainingRoundSettings;
import io.clipstream.learning.rounds.RoundPlanner.Fresh;
import io.clipstream.schemas.CheckpointEvent;
import java.util.Optional;

/** Looks whether it is time for a round, and says what is waited for if it is not. */
final class RoundOutlook {
  private final TrainingRoundSettings settings;
  private final RoundLedger ledger;
  private final RoundStatus status;
  private final RoundMetrics metrics;

  RoundOutlook(
      TrainingRoundSettings settings,
      RoundLedger ledger,
      RoundStatus status,
      RoundMetrics metrics) {
    this.settings = settings;
    this.ledger = ledger;
    this.status = status;
    this.metrics = metrics;
  }

  /**
   * What the next round would be planned from, if it is time for one.
   *
   * @param now milliseconds, of the clock by which the ledger is kept
   */
  Optional<RoundProposal> look(long now) {
    Optional<String> request = ledger.requests().waiting();
    RoundFiles files = ledger.files();
    Fresh fresh = files.fresh(request.isPresent());
    long pairs = files.count(fresh);
    status.waitingPairs(pairs);
    metrics.waiting(pairs);
    Optional<RoundTrigger> trigger =
        RoundTrigger.of(settings.schedule(), request, pairs, ledger.ageMillis(now));
    Optional<CheckpointEvent> parent = ledger.history().promoted();
    if (trigger.isEmpty()) {
      status.say(waiting(pairs, files.countHeldOut(fresh)));
    } else if (parent.isEmpty()) {
      status.say("a round waits: no checkpoint of " + settings.model().name() + " is promoted");
    } else if (request.isPresent() || !files.isInVain(fresh)) {
      return Optional.of(new RoundProposal(fresh, trigger.get(), parent.get()));
    }
    return Optional.empty();
  }

  /** Who asks for a round too early gets a candidate at best: so what is lacking is said before. */
  private String waiting(long pairs, long heldOut) {
    String wait = pairs + " new pairs wait for a round";
    int needed = settings.gate().neededHeldOut();
    if (heldOut == 0) {
      return wait;
    }
    String measured = "%s, %d more are held out to measure with".formatted(wait, heldOut);
    return heldOut < needed ? measured + "; a promotion needs " + needed + " of these" : measured;
  }
}
