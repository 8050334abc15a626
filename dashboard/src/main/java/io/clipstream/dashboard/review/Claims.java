package io.clipstream.dashboard.review;

import io.clipstream.dashboard.review.Waiting.Item;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.dashboard.store.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Hands out what waits, to each session other pictures. */
final class Claims {
  /** As many as there are number keys. */
  private static final int CHOICES = 9;

  private static final int REMEMBERED = 500;

  private final IndexDatabase index;
  private final String imagesTopic;
  private final LabelRules rules;
  private final Leases leases;

  /** What is before reviewers is asked for again with each decision, and stays what it is. */
  private final Map<Item, Task> tasks =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Item, Task> eldest) {
              return size() > REMEMBERED;
            }
          });

  Claims(IndexDatabase index, String imagesTopic, LabelRules rules, Leases leases) {
    this.index = index;
    this.imagesTopic = imagesTopic;
    this.rules = rules;
    this.leases = leases;
  }

  /** A label to pick, with its score where the result has one. */
  record Choice(String label, Float score, Float threshold, String action, boolean applied) {}

  /**
   * A picture as it is put before a reviewer. Whether another looked at it already is not said.
   *
   * @param item names it in later claims
   */
  record Task(String item, Result result, String queue, String why, List<Choice> choices) {}

  /** The next pictures of a session, those held first; it gives back all others that it had. */
  List<Task> claim(Sent.Claim claim, String reviewer) {
    return index
        .jdbi()
        .withHandle(
            handle -> {
              Map<String, Item> mine = new LinkedHashMap<>();
              for (String name : claim.hold()) {
                Waiting.named(handle, imagesTopic, reviewer, name)
                    .ifPresent(item -> take(mine, item, claim.session()));
              }
              for (Item item : next(handle, claim, reviewer)) {
                if (mine.size() < claim.want() && !claim.skip().contains(item.name())) {
                  take(mine, item, claim.session());
                }
              }
              leases.keepOnly(claim.session(), mine.keySet());
              return mine.values().stream().flatMap(item -> task(handle, item).stream()).toList();
            });
  }

  private List<Item> next(Handle handle, Sent.Claim claim, String reviewer) {
    int most = claim.want() + claim.skip().size() + leases.size();
    return claim.want() == 0 ? List.of() : Waiting.next(handle, reviewer, claim.filter(), most);
  }

  private void take(Map<String, Item> mine, Item item, String session) {
    if (leases.take(item.name(), session)) {
      mine.put(item.name(), item);
    }
  }

  private Optional<Task> task(Handle handle, Item item) {
    Optional<Task> known = Optional.ofNullable(tasks.get(item));
    if (known.isPresent()) {
      return known;
    }
    Optional<Task> made = make(handle, item);
    made.filter(task -> isFinal(handle, task)).ifPresent(task -> tasks.put(item, task));
    return made;
  }

  /** The rules of its labels may be read after a result. */
  private boolean isFinal(Handle handle, Task task) {
    Result result = task.result();
    return !rules.thresholds(handle, result.labelSet(), result.revision()).isEmpty();
  }

  private Optional<Task> make(Handle handle, Item item) {
    return ResultRows.of(handle, item.number())
        .map(
            result ->
                new Task(
                    item.name(),
                    result,
                    item.asking().queue().name(),
                    item.asking().words(),
                    choices(handle, result)));
  }

  /** The tags, and then labels of the set that were not near. */
  private List<Choice> choices(Handle handle, Result result) {
    Map<String, Float> thresholds = rules.thresholds(handle, result.labelSet(), result.revision());
    List<Choice> choices = new ArrayList<>();
    for (Result.Tag tag : result.tags()) {
      choices.add(
          new Choice(
              tag.label(), tag.score(), thresholds.get(tag.label()), tag.action(), tag.applied()));
    }
    List<String> known = choices.stream().map(Choice::label).toList();
    LabelRules.first(handle, result.labelSet(), result.revision(), CHOICES + known.size()).stream()
        .filter(rule -> !known.contains(rule.label()))
        .map(rule -> new Choice(rule.label(), null, rule.threshold(), rule.action(), false))
        .limit(Math.max(0, CHOICES - known.size()))
        .forEach(choices::add);
    return choices;
  }

  /** Labels that a review cannot be about: neither tags of the result nor labels of its set. */
  List<String> strange(Result result, List<String> labels) {
    List<String> tags = result.tags().stream().map(Result.Tag::label).toList();
    return index
        .jdbi()
        .withHandle(
            handle -> {
              Map<String, Float> known =
                  rules.thresholds(handle, result.labelSet(), result.revision());
              return labels.stream()
                  .filter(label -> !tags.contains(label) && !known.containsKey(label))
                  .toList();
            });
  }
}
