package io.clipstream.model.text;

import java.util.List;

/**
 * What a text goes through before a SentencePiece or Gemma vocabulary, as the models were trained.
 *
 * @param steps in order; none leaves the text as it is
 */
record Cleaning(List<Step> steps) {
  /** Nothing. */
  static final Cleaning NONE = new Cleaning(List.of());

  /** SigLIP in HuggingFace's layout: lower case, no ASCII punctuation, single spaces. */
  static final Cleaning SIGLIP =
      new Cleaning(List.of(Step.LOWER_CASE, Step.NO_PUNCTUATION, Step.SINGLE_SPACES));

  /** The same of a checkpoint that says {@code "do_lower_case": false}. */
  static final Cleaning SIGLIP_CASED =
      new Cleaning(List.of(Step.NO_PUNCTUATION, Step.SINGLE_SPACES));

  /** SigLIP 2: each letter in lower case, all else as it stands. */
  static final Cleaning LOWER_CASE = new Cleaning(List.of(Step.LOWER_LETTERS));

  /** One thing that is done to a text. */
  enum Step {
    /** Damage mended and HTML references resolved, as before CLIP's own vocabulary. */
    REPAIR {
      @Override
      String apply(String text) {
        return TextCleaner.repair(text);
      }
    },
    UNDERSCORES_TO_SPACES {
      @Override
      String apply(String text) {
        return text.replace('_', ' ');
      }
    },
    /** Without the 32 marks of ASCII; those of other scripts stay, as in the reference. */
    NO_PUNCTUATION {
      @Override
      String apply(String text) {
        return withoutPunctuation(text);
      }
    },
    SINGLE_SPACES {
      @Override
      String apply(String text) {
        return TextCleaner.collapse(text);
      }
    },
    /** As Python: a sigma at a word's end becomes the final one. */
    LOWER_CASE {
      @Override
      String apply(String text) {
        return UnicodeClasses.lowerCase(text);
      }
    },
    /** Each letter for itself, as the library of the reference: every sigma becomes the medial. */
    LOWER_LETTERS {
      @Override
      String apply(String text) {
        return lowerLetters(text);
      }
    };

    abstract String apply(String text);
  }

  Cleaning {
    steps = List.copyOf(steps);
  }

  /**
   * OpenCLIP's {@code tokenizer_kwargs.clean}.
   *
   * @return null if the name is not one of whitespace, lower and canonicalize
   */
  static Cleaning openClip(String name) {
    return switch (name) {
      case "whitespace" -> new Cleaning(List.of(Step.REPAIR, Step.SINGLE_SPACES));
      case "lower" -> new Cleaning(List.of(Step.REPAIR, Step.SINGLE_SPACES, Step.LOWER_CASE));
      case "canonicalize" ->
          new Cleaning(
              List.of(
                  Step.REPAIR,
                  Step.UNDERSCORES_TO_SPACES,
                  Step.NO_PUNCTUATION,
                  Step.LOWER_CASE,
                  Step.SINGLE_SPACES));
      default -> null;
    };
  }

  /**
   * The text as the vocabulary gets it; at most as much of it as {@link TextCleaner#cut} leaves.
   */
  String apply(String text) {
    String cleaned = Fixes.surrogates(TextCleaner.cut(text));
    for (Step step : steps) {
      cleaned = step.apply(cleaned);
    }
    return cleaned;
  }

  private static String withoutPunctuation(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrNumber =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (c <= ' ' || c > '~' || letterOrNumber) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  private static String lowerLetters(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().forEach(c -> lower.append(UnicodeClasses.lowerCase(Character.toString(c))));
    return lower.toString();
  }
}
