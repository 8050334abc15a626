package io.clipstream.dashboard.labels;

import io.clipstream.dashboard.store.Result;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.PreviewOutcome;
import io.clipstream.schemas.Tag;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a draft would change, as counts and picture by picture. */
final class Foretold {
  /** Pictures that are shown; the counts are of all. */
  private static final int SHOWN = 100;

  private static final Set<Decision> QUEUED = Set.of(Decision.REVIEW, Decision.BLOCK);

  private final Map<Decision, Integer> before = new EnumMap<>(Decision.class);
  private final Map<Decision, Integer> after = new EnumMap<>(Decision.class);

  /** Those whose decision changes come before those that only get other labels. */
  private final List<Object> decided = new ArrayList<>();

  private final List<Object> labelled = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int compared;
  private int changes;
  private int enter;
  private int leave;
  private int blocks;

  /**
   * @param now by the set in force; nothing where there is none of this id
   * @param then by the draft
   */
  static Map<String, Object> of(
      List<Result> results, Optional<List<PreviewOutcome>> now, List<PreviewOutcome> then) {
    Foretold foretold = new Foretold();
    for (int i = 0; i < results.size(); i++) {
      int at = i;
      foretold.add(results.get(i), now.map(outcomes -> outcomes.get(at)), then.get(i));
    }
    return foretold.shown(now.isPresent());
  }

  private void add(Result result, Optional<PreviewOutcome> now, PreviewOutcome then) {
    Optional<String> problem =
        Optional.ofNullable(then.getProblem()).or(() -> now.map(PreviewOutcome::getProblem));
    if (problem.isPresent()) {
      problems.add(problem.get());
      return;
    }
    compared++;
    after.merge(then.getDecision(), 1, Integer::sum);
    now.ifPresent(outcome -> before.merge(outcome.getDecision(), 1, Integer::sum));
    if (now.isEmpty() || isOther(now.get(), then)) {
      changes++;
      now.ifPresent(outcome -> count(outcome.getDecision(), then.getDecision()));
      boolean isDecided =
          now.map(PreviewOutcome::getDecision).filter(then.getDecision()::equals).isEmpty();
      List<Object> some = isDecided ? decided : labelled;
      if (some.size() < SHOWN) {
        some.add(picture(result, now, then));
      }
    }
  }

  private static boolean isOther(PreviewOutcome now, PreviewOutcome then) {
    return now.getDecision() != then.getDecision() || !applied(now).equals(applied(then));
  }

  private static Set<String> applied(PreviewOutcome outcome) {
    return outcome.getTags().stream()
        .filter(Tag::getApplied)
        .map(Tag::getLabel)
        .collect(Collectors.toSet());
  }

  private void count(Decision now, Decision then) {
    enter += !QUEUED.contains(now) && QUEUED.contains(then) ? 1 : 0;
    leave += QUEUED.contains(now) && !QUEUED.contains(then) ? 1 : 0;
    blocks += now != Decision.BLOCK && then == Decision.BLOCK ? 1 : 0;
  }

  private static Map<String, Object> picture(
      Result result, Optional<PreviewOutcome> now, PreviewOutcome then) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("imageId", result.imageId());
    shown.put("imageKey", result.imageKey());
    shown.put("image", result.image());
    shown.put("before", now.map(Foretold::outcome).orElse(null));
    shown.put("after", outcome(then));
    return shown;
  }

  private static Map<String, Object> outcome(PreviewOutcome outcome) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("decision", outcome.getDecision().name());
    shown.put("tags", outcome.getTags().stream().map(Foretold::tag).toList());
    return shown;
  }

  private static Result.Tag tag(Tag tag) {
    return new Result.Tag(tag.getLabel(), tag.getScore(), tag.getAction().name(), tag.getApplied());
  }

  private Map<String, Object> shown(boolean isCompared) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("compared", compared);
    shown.put("isNew", !isCompared);
    shown.put("changed", changes);
    shown.put("enter", enter);
    shown.put("leave", leave);
    shown.put("blocks", blocks);
    shown.put("before", before);
    shown.put("after", after);
    shown.put("missing", problems.size());
    shown.put("why", problems.isEmpty() ? null : problems.get(0));
    shown.put("pictures", Stream.concat(decided.stream(), labelled.stream()).limit(SHOWN).toList());
    return shown;
  }
}
