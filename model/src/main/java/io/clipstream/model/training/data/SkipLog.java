package io.clipstream.model.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what is passed over, each thing once however many epochs meet it. Thread-safe. */
public final class SkipLog {
  private static final int EXAMPLES = 5;

  /** Beyond this many names the memory is worth more than the exact count. */
  private static final int MOST_NAMES = 200_000;

  private final Map<SkipReason, Set<String>> names = new EnumMap<>(SkipReason.class);
  private final List<String> examples = new ArrayList<>();

  /**
   * Notes that {@code name} is passed over.
   *
   * @param detail a few words; may be empty
   */
  public synchronized void add(SkipReason reason, String name, String detail) {
    Set<String> ofReason = names.computeIfAbsent(reason, r -> new HashSet<>());
    if (ofReason.size() < MOST_NAMES && ofReason.add(name) && examples.size() < EXAMPLES) {
      examples.add(detail.isEmpty() ? name : name + ": " + detail);
    }
  }

  /** How many things were passed over, by reason; reasons that did not occur are left out. */
  public synchronized Map<SkipReason, Integer> counts() {
    Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
    names.forEach((reason, ofReason) -> counts.put(reason, ofReason.size()));
    return Collections.unmodifiableMap(counts);
  }

  /** The first few by name. */
  public synchronized List<String> examples() {
    return List.copyOf(examples);
  }

  /** One line on what was passed over: numbers by reason, then the first few by name. */
  public synchronized String line() {
    List<String> words = new ArrayList<>();
    counts().forEach((reason, count) -> words.add(count + " " + reason.words()));
    return String.join(", ", words) + "; first: " + String.join("; ", examples);
  }
}
