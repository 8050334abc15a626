package io.clipstream.cli;

import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.schemas.Tag;
import io.clipstream.schemas.TagEvent;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** Tags before and after, side by side. */
final class DemoComparison {
  private DemoComparison() {}

  static void print(
      PrintWriter out,
      LabelledSet unseen,
      Map<String, TagEvent> newBefore,
      Map<String, TagEvent> newAfter,
      LabelledSet old,
      Map<String, TagEvent> oldBefore,
      Map<String, TagEvent> oldAfter) {
    out.printf("%-32s %-16s %-28s %s%n", "picture", "shows", "before", "after");
    for (LabelledSet.Example example : unseen.examples()) {
      String path = example.path().toString();
      out.printf(
          "%-32s %-16s %-28s %s%n",
          example.path().getFileName(),
          example.label(),
          best(newBefore.get(path)),
          best(newAfter.get(path)));
    }
    out.println("the best of all labels is right for");
    share(out, "concepts never shown before, unseen pictures", unseen, newBefore, newAfter);
    share(out, "concepts known before", old, oldBefore, oldAfter);
    out.flush();
  }

  private static String best(TagEvent result) {
    Tag tag = result.getTags().get(0);
    return String.format(Locale.ROOT, "%s %.2f", tag.getLabel(), tag.getScore());
  }

  private static void share(
      PrintWriter out,
      String what,
      LabelledSet set,
      Map<String, TagEvent> before,
      Map<String, TagEvent> after) {
    out.printf(
        Locale.ROOT,
        "  %-46s %5.1f %% before, %5.1f %% after, of %d%n",
        what,
        100 * right(set, before),
        100 * right(set, after),
        set.examples().size());
  }

  static double right(LabelledSet set, Map<String, TagEvent> results) {
    return set.examples().stream()
        .mapToDouble(
            example ->
                results
                        .get(example.path().toString())
                        .getTags()
                        .get(0)
                        .getLabel()
                        .equals(example.label())
                    ? 1
                    : 0)
        .average()
        .orElse(0);
  }
}
