package io.clipstream.model.zeroshot;

import io.clipstream.model.text.Tokenizer;
import io.clipstream.schemas.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds prompts of different labels that are one and the same to a model, because they differ only
 * behind its context length: such labels get equal scores, and rounding decides between them.
 */
public final class CutPrompts {
  private static final int SHOWN = 3;

  /**
   * Both markers, which every text has, and a space in front, which some vocabularies put there.
   */
  private static final int MARKERS = 3;

  /** As much as NFKC makes of a character: the 3 bytes of U+FDFA become 33. */
  private static final int MOST_GROWTH = 11;

  /** Beyond this many long texts the memory is worth more than a warning. */
  private static final int MAX_LONG_TEXTS = 200_000;

  private final Tokenizer tokenizer;
  private final Map<Long, String> firstOf = new HashMap<>();
  private final Set<String> pairs = new LinkedHashSet<>();

  private CutPrompts(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** What to say of a set, in one line; empty if the model can tell its prompts apart. */
  public static Optional<String> warning(Tokenizer tokenizer, PromptedLabels set) {
    CutPrompts found = new CutPrompts(tokenizer);
    if (set.scoring() == Scoring.INDEPENDENT) {
      set.background().forEach(prompt -> found.add("the background", prompt));
    }
    for (Label label : set.labels()) {
      String name = Quoting.quote(label.name());
      label.prompts().stream()
          .flatMap(prompt -> set.templates().fill(prompt).stream())
          .forEach(text -> found.add(name, text));
    }
    return found.pairs.isEmpty() ? Optional.empty() : Optional.of(found.words());
  }

  private void add(String label, String text) {
    // A token has a byte or more: short texts, nearly all of them, need not be encoded.
    if (longest(text) < tokenizer.contextLength() - MARKERS) {
      return;
    }
    int[] ids = tokenizer.encode(text);
    if (ids.length < tokenizer.contextLength() || firstOf.size() >= MAX_LONG_TEXTS) {
      return;
    }
    String first = firstOf.putIfAbsent(hash(ids), label);
    if (first != null && !first.equals(label)) {
      pairs.add(first + " and " + label);
    }
  }

  /** Bytes that a text may have once it is cleaned and normalised: ASCII gets no longer by that. */
  private static int longest(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes == text.length() ? bytes : MOST_GROWTH * bytes;
  }

  private static long hash(int... ids) {
    long hash = 1;
    for (int id : ids) {
      hash = (hash ^ id) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private String words() {
    List<String> shown = new ArrayList<>(pairs).subList(0, Math.min(SHOWN, pairs.size()));
    int more = pairs.size() - shown.size();
    return "prompts of %s%s are equal once cut at the context length of %d tokens; %s"
        .formatted(
            String.join(", of ", shown),
            more == 0 ? "" : " and of " + more + " more pairs",
            tokenizer.contextLength(),
            "shorten them, or put what differs in front");
  }
}
