package io.clipstream.cli.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes which pictures are for what.
 *
 * @param folder the data set's
 * @param validationDesign the design that settings are chosen by; not in {@code train}, and neither
 *     are those whose names begin with its own: they are by the same hand
 * @param moreNames for captions
 */
record EmojiTables(Path folder, String validationDesign, MoreNames moreNames) {
  private static final String[] LABELLED = {"path", "class", "caption", "group"};

  /**
   * Writes every table.
   *
   * @param trained pictures of the training designs
   * @param evaluated pictures of the design that is never trained on
   * @return rows by table
   */
  Map<String, Integer> write(List<EmojiPicture> trained, List<EmojiPicture> evaluated)
      throws IOException {
    Predicate<EmojiPicture> tested = p -> HoldOut.tested(p.concept());
    Predicate<EmojiPicture> tests = p -> p.design().tests();
    Predicate<EmojiPicture> seen = tested.negate();
    Predicate<EmojiPicture> validated = p -> HoldOut.validated(p.concept());
    Predicate<EmojiPicture> chosenBy = p -> p.design().name().equals(validationDesign);
    Predicate<EmojiPicture> sameHand = p -> p.design().name().startsWith(validationDesign);
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("train", captions("train", trained, seen.and(validated.or(sameHand).negate())));
    rows.put("train-all", captions("train-all", trained, seen));
    rows.put("e1", labelled("e1", evaluated, seen));
    rows.put("e2", labelled("e2", trained, tested.and(tests)));
    rows.put(
        "validation-design",
        labelled("validation-design", trained, seen.and(chosenBy).and(validated.negate())));
    rows.put("validation-concepts", labelled("validation-concepts", trained, validated.and(tests)));
    // For linear probes: what was learnt from, with e1 to test on; and what never was.
    rows.put("seen-train", labelled("seen-train", trained, seen.and(sameHand.negate())));
    rows.put("unseen-train", labelled("unseen-train", trained, tested));
    rows.put("unseen-test", labelled("unseen-test", evaluated, tested));
    rows.put("held-out", concepts(evaluated));
    return rows;
  }

  private int captions(String name, List<EmojiPicture> from, Predicate<EmojiPicture> which)
      throws IOException {
    Path file = folder.resolve(name + ".tsv");
    try (TsvFile table = new TsvFile(file, "path", "caption")) {
      for (EmojiPicture picture : from.stream().filter(which).toList()) {
        Concept concept = picture.concept();
        List<String> row = new ArrayList<>(List.of(picture.path()));
        row.addAll(CaptionColumns.of(concept.label(), concept.keywords(), picture.seed()));
        row.addAll(moreNames.of(concept));
        table.add(row);
      }
      return table.rows();
    }
  }

  private int labelled(String name, List<EmojiPicture> from, Predicate<EmojiPicture> which)
      throws IOException {
    try (TsvFile table = new TsvFile(folder.resolve(name + ".tsv"), LABELLED)) {
      for (EmojiPicture picture : from.stream().filter(which).toList()) {
        Concept concept = picture.concept();
        table.add(List.of(picture.path(), concept.label(), caption(concept), concept.group()));
      }
      return table.rows();
    }
  }

  /** The design that is evaluated on has every concept, so its pictures name them all. */
  private int concepts(List<EmojiPicture> evaluated) throws IOException {
    Path file = folder.resolve("held-out.tsv");
    try (TsvFile table = new TsvFile(file, "id", "class", "group")) {
      for (EmojiPicture picture : evaluated) {
        Concept concept = picture.concept();
        if (HoldOut.tested(concept)) {
          table.add(List.of(concept.id(), concept.label(), concept.group()));
        }
      }
      return table.rows();
    }
  }

  private static String caption(Concept concept) {
    List<String> words = concept.keywords().stream().limit(3).toList();
    return words.isEmpty() ? concept.label() : concept.label() + ", " + String.join(", ", words);
  }
}
