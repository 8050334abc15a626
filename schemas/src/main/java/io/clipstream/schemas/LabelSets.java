package io.clipstream.schemas;

import java.util.List;

/** What a label set must be like to be taken, and its content hash. */
public final class LabelSets {
  /** Labels in a set. The bank takes 4 bytes a label and embedding dimension. */
  public static final int MAX_LABELS = 50_000;

  /** Templates of a set. */
  public static final int MAX_TEMPLATES = 200;

  /** Prompts of one label. */
  public static final int MAX_PROMPTS_PER_LABEL = 200;

  /** Background prompts of a set. */
  public static final int MAX_BACKGROUND_PROMPTS = 1_000;

  /** Texts that a set asks the text encoder to encode: prompts times templates, and background. */
  public static final long MAX_TEXTS = 2_000_000;

  /** Characters of the id, of a label's name and of a parent's. */
  public static final int MAX_NAME_CHARACTERS = 200;

  /** Characters of a prompt or template; the encoder reads some 75 tokens of it. */
  public static final int MAX_TEXT_CHARACTERS = 1_000;

  /** Problems that {@link #validate} spells out; it only counts the rest. */
  public static final int MAX_PROBLEMS = 20;

  /** What marks the place in a template where the phrase goes. */
  public static final String PLACEHOLDER = "{}";

  private LabelSets() {}

  /**
   * Everything that is wrong with a label set, a line each, with subject, received and expected;
   * empty if the set can be used. After {@link #MAX_PROBLEMS} lines one more says how many there
   * are.
   *
   * <p>Looks at the set by itself. Whether its revision may follow the one in force is decided
   * where that one is known.
   */
  public static List<String> validate(LabelSet set) {
    return problems(set).stream().map(LabelSetProblem::message).toList();
  }

  /** As {@link #validate}, with the places. */
  public static List<LabelSetProblem> problems(LabelSet set) {
    return new LabelSetCheck(set).problems();
  }

  /**
   * SHA-256, in 64 lower-case hexadecimal digits, of what the set says: labels in their order with
   * prompts, threshold, action and parent; templates; scoring; background prompts. Not of id,
   * revision, description, updatedBy and updatedAt: two sets with the same hash tag alike.
   *
   * <p>Stable over versions of the schema: a field that is added later enters the hash only where
   * it is not at its default.
   */
  public static String contentHash(LabelSet set) {
    return LabelSetHash.of(set);
  }
}
