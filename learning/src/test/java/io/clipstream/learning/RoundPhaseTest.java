package io.clipstream.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.RoundAction.Announce;
import io.clipstream.learning.RoundAction.MarkUsed;
import io.clipstream.learning.RoundAction.Plan;
import io.clipstream.learning.RoundAction.Report;
import io.clipstream.learning.RoundAction.RetryLater;
import io.clipstream.learning.RoundAction.SetApart;
import io.clipstream.learning.RoundAction.Stop;
import io.clipstream.learning.RoundAction.Tidy;
import io.clipstream.learning.RoundAction.Train;
import io.clipstream.learning.RoundPhase.Announcing;
import io.clipstream.learning.RoundPhase.Backoff;
import io.clipstream.learning.RoundPhase.Idle;
import io.clipstream.learning.RoundPhase.Kept;
import io.clipstream.learning.RoundPhase.Planned;
import io.clipstream.learning.RoundPhase.Planning;
import io.clipstream.learning.RoundPhase.Step;
import io.clipstream.learning.RoundPhase.Tidying;
import io.clipstream.learning.RoundPhase.Training;
import io.clipstream.learning.rounds.Round;
import io.clipstream.learning.rounds.RoundManifest;
import io.clipstream.learning.rounds.RoundPlanner.Fresh;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The whole table of phases and events. */
class RoundPhaseTest {
  private static final int ATTEMPTS = 3;
  private static final RoundManifest PLAN =
      new RoundManifest("r", "p", "/p", "", 1, "why", List.of(), List.of(), List.of(), List.of());
  private static final Round.Finished OUTCOME = new Round.Finished("/r", "hash", null);
  private static final IllegalStateException ERROR = new IllegalStateException("no disk");

  private static final RoundProposal PROPOSAL =
      new RoundProposal(new Fresh(List.of(), List.of()), new RoundTrigger("why", 1), null);

  private static final Map<String, Function<RoundPhase, Step>> EVENTS = events();

  private static final RoundPhase IDLE = new Idle(0);
  private static final RoundPhase PLANNING = new Planning(0);
  private static final RoundPhase PLANNED = new Planned(PLAN);
  private static final RoundPhase KEPT = new Kept(PLAN, 5);
  private static final RoundPhase TRAINING = new Training(PLAN, 1);
  private static final RoundPhase LAST_TRAINING = new Training(PLAN, ATTEMPTS - 1);
  private static final RoundPhase ANNOUNCING = new Announcing(OptionalLong.empty());
  private static final RoundPhase ANNOUNCED = new Announcing(OptionalLong.of(5));
  private static final RoundPhase TIDYING = new Tidying();
  private static final RoundPhase BACKOFF = new Backoff(Optional.of(PLAN), 2);
  private static final RoundPhase PLANNING_BACKOFF = new Backoff(Optional.empty(), 2);

  private static final List<RoundPhase> PHASES =
      List.of(
          IDLE,
          PLANNING,
          PLANNED,
          KEPT,
          TRAINING,
          LAST_TRAINING,
          ANNOUNCING,
          ANNOUNCED,
          TIDYING,
          BACKOFF,
          PLANNING_BACKOFF);

  private final Map<String, Step> expected = new LinkedHashMap<>();

  private static Map<String, Function<RoundPhase, Step>> events() {
    Map<String, Function<RoundPhase, Step>> events = new LinkedHashMap<>();
    events.put("wanted", phase -> phase.wanted(PROPOSAL));
    events.put("planned", phase -> phase.planned(PLAN));
    events.put("too few", RoundPhase::tooFew);
    events.put("found known", phase -> phase.foundKnown(PLAN));
    events.put("snapshot 6", phase -> phase.snapshot(6));
    events.put("complete 4", phase -> phase.completed(4));
    events.put("complete 6", phase -> phase.completed(6));
    events.put("finished", phase -> phase.finished(OUTCOME));
    events.put("tidied", RoundPhase::tidied);
    events.put("failed", phase -> phase.failed(ERROR, ATTEMPTS));
    events.put("due", RoundPhase::due);
    events.put("withdrawn", RoundPhase::withdrawn);
    return events;
  }

  private void on(RoundPhase phase, String event, RoundPhase next, RoundAction... actions) {
    assertThat(EVENTS).containsKey(event);
    assertThat(PHASES).contains(phase);
    expected.put(phase + " " + event, new Step(next, List.of(actions)));
  }

  /** Whatever is not named here changes nothing. */
  @Test
  void theWholeTable() {
    on(IDLE, "wanted", PLANNING, new Plan(PROPOSAL));

    on(PLANNING, "planned", PLANNED);
    on(PLANNING, "too few", IDLE);
    on(PLANNING, "found known", IDLE, new MarkUsed(PLAN));
    on(PLANNING, "failed", new Backoff(Optional.empty(), 1), new RetryLater(1, ERROR));
    on(PLANNING, "withdrawn", IDLE);

    on(PLANNED, "snapshot 6", new Kept(PLAN, 6));
    on(PLANNED, "withdrawn", IDLE);

    on(KEPT, "complete 6", new Training(PLAN, 0), new Train(PLAN));
    on(KEPT, "withdrawn", IDLE);

    on(TRAINING, "finished", ANNOUNCING, new Announce(PLAN, OUTCOME), new MarkUsed(PLAN));
    on(TRAINING, "failed", BACKOFF, new RetryLater(2, ERROR));
    on(TRAINING, "withdrawn", IDLE, new Stop());

    on(LAST_TRAINING, "finished", ANNOUNCING, new Announce(PLAN, OUTCOME), new MarkUsed(PLAN));
    on(LAST_TRAINING, "failed", IDLE, new SetApart(PLAN, ATTEMPTS, ERROR));
    on(LAST_TRAINING, "withdrawn", IDLE, new Stop());

    on(ANNOUNCING, "snapshot 6", new Announcing(OptionalLong.of(6)));
    on(ANNOUNCED, "complete 6", TIDYING, new Tidy());

    on(TIDYING, "tidied", IDLE);
    on(TIDYING, "failed", IDLE, new Report(ERROR));

    on(BACKOFF, "due", new Training(PLAN, 2), new Train(PLAN));
    on(BACKOFF, "withdrawn", IDLE);
    on(PLANNING_BACKOFF, "due", new Idle(2));

    for (RoundPhase phase : PHASES) {
      EVENTS.forEach(
          (name, event) ->
              assertThat(event.apply(phase))
                  .as("%s on %s", phase, name)
                  .isEqualTo(
                      expected.getOrDefault(phase + " " + name, new Step(phase, List.of()))));
    }
  }

  @Test
  void planningThatKeepsFailingWaitsLongerEachTime() {
    Step again = new Idle(2).wanted(PROPOSAL);
    assertThat(again.phase().failed(ERROR, ATTEMPTS))
        .isEqualTo(new Step(new Backoff(Optional.empty(), 3), List.of(new RetryLater(3, ERROR))));
  }

  @Test
  void aRestartTrainsWhatWasKeptUnlessItWasAnnouncedOrItsParentWithdrawn() {
    assertThat(RoundPhase.restored(PLAN, 2, false, true))
        .isEqualTo(new Step(new Training(PLAN, 2), List.of(new Train(PLAN))));
    assertThat(RoundPhase.restored(PLAN, 2, true, true))
        .isEqualTo(new Step(IDLE, List.of(new MarkUsed(PLAN))));
    assertThat(RoundPhase.restored(PLAN, 2, true, false))
        .isEqualTo(new Step(IDLE, List.of(new MarkUsed(PLAN))));
    assertThat(RoundPhase.restored(PLAN, 2, false, false)).isEqualTo(new Step(IDLE, List.of()));
  }

  /** What a restart must train again is in state in each of these phases, and in no other. */
  @Test
  void theManifestIsInStateFromPlanToAnnouncement() {
    assertThat(PHASES)
        .filteredOn(phase -> phase.manifest().isPresent())
        .containsExactly(PLANNED, KEPT, TRAINING, LAST_TRAINING, BACKOFF);
  }
}
