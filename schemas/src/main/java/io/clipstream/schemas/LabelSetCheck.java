package io.clipstream.schemas;

import static io.clipstream.schemas.LabelSets.MAX_BACKGROUND_PROMPTS;
import static io.clipstream.schemas.LabelSets.MAX_LABELS;
import static io.clipstream.schemas.LabelSets.MAX_NAME_CHARACTERS;
import static io.clipstream.schemas.LabelSets.MAX_PROBLEMS;
import static io.clipstream.schemas.LabelSets.MAX_PROMPTS_PER_LABEL;
import static io.clipstream.schemas.LabelSets.MAX_TEMPLATES;
import static io.clipstream.schemas.LabelSets.MAX_TEXTS;
import static io.clipstream.schemas.LabelSets.MAX_TEXT_CHARACTERS;
import static io.clipstream.schemas.LabelSets.PLACEHOLDER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One pass over a label set that collects what is wrong with it. */
final class LabelSetCheck {
  /** Something of a label, in words; put together only if there is something to say. */
  private record Of(String what, Label label) {
    @Override
    public String toString() {
      return what + " of label " + Quoting.quote(label.getName());
    }
  }

  private static final String LABELS = "labels";
  private static final String BACKGROUND = "backgroundPrompts";

  private final LabelSet set;
  private final String subject;
  private final Map<String, Integer> byName = new HashMap<>();
  private final List<LabelSetProblem> problems = new ArrayList<>();
  private int more;

  LabelSetCheck(LabelSet set) {
    this.set = set;
    this.subject = "label set " + Quoting.quote(set.getId()) + " revision " + set.getRevision();
  }

  List<LabelSetProblem> problems() {
    head();
    templates();
    scoring();
    if (sizes()) {
      labels();
      parents();
    }
    if (more > 0) {
      problems.add(new LabelSetProblem(subject + ": " + more + " more problems", List.of()));
    }
    return List.copyOf(problems);
  }

  private void head() {
    name("the id", set.getId(), "id");
    if (set.getRevision() < 1) {
      problem("revision is " + set.getRevision() + ", expected 1 or more", "revision");
    }
  }

  /** Whether the set is small enough to be looked at label by label. */
  private boolean sizes() {
    int count = set.getLabels().size();
    if (count < 1 || count > MAX_LABELS) {
      problem("it has " + count + " labels, expected 1 to " + MAX_LABELS, LABELS);
      return false;
    }
    long prompts =
        set.getLabels().stream().mapToLong(l -> Math.max(1, l.getPrompts().size())).sum();
    long texts = prompts * Math.max(1, set.getTemplates().size());
    if (texts > MAX_TEXTS) {
      problem(
          "%d prompts times %d templates are %d texts to encode, expected at most %d"
              .formatted(prompts, Math.max(1, set.getTemplates().size()), texts, MAX_TEXTS));
    }
    return true;
  }

  private void templates() {
    List<String> templates = set.getTemplates();
    texts("templates", "template", templates, MAX_TEMPLATES, "templates");
    for (int i = 0; i < templates.size(); i++) {
      String template = templates.get(i);
      if (!template.contains(PLACEHOLDER)) {
        problem(
            "template " + Quoting.quote(template) + " has no {}, expected one for the phrase",
            "templates",
            i);
      } else if (template.indexOf(PLACEHOLDER) != template.lastIndexOf(PLACEHOLDER)) {
        problem(
            "template " + Quoting.quote(template) + " has several {}, expected one",
            "templates",
            i);
      }
    }
  }

  private void scoring() {
    List<String> background = set.getBackgroundPrompts();
    switch (set.getScoring()) {
      case INDEPENDENT ->
          texts(
              "background prompts",
              "background prompt",
              background,
              MAX_BACKGROUND_PROMPTS,
              BACKGROUND);
      case SOFTMAX, PAIRWISE -> {
        if (!background.isEmpty()) {
          problem(
              "scoring is %s and there are %d background prompts, expected none"
                      .formatted(set.getScoring(), background.size())
                  + " (only INDEPENDENT scoring uses them)",
              BACKGROUND);
        }
      }
      case UNKNOWN ->
          problem(
              "scoring is not known here, expected SOFTMAX, INDEPENDENT or PAIRWISE", "scoring");
    }
  }

  private void labels() {
    for (int i = 0; i < set.getLabels().size(); i++) {
      Label label = set.getLabels().get(i);
      name("a label's name", label.getName(), LABELS, i, "name");
      if (byName.put(label.getName(), i) != null) {
        problem(
            "label " + Quoting.quote(label.getName()) + " is there twice, expected once",
            LABELS,
            i,
            "name");
      }
      threshold(label, i);
      texts(
          new Of("prompts", label),
          new Of("prompt", label),
          label.getPrompts(),
          MAX_PROMPTS_PER_LABEL,
          LABELS,
          i,
          "prompts");
    }
  }

  private void threshold(Label label, int position) {
    float threshold = label.getThreshold();
    if (!(threshold >= 0 && threshold <= 1)) { // NaN fails too
      problem(
          "threshold of label %s is %s, expected 0 to 1"
              .formatted(Quoting.quote(label.getName()), threshold),
          LABELS,
          position,
          "threshold");
    }
  }

  private void parents() {
    Set<String> good = new HashSet<>(); // labels whose ancestors end without a circle
    for (int i = 0; i < set.getLabels().size(); i++) {
      Label label = set.getLabels().get(i);
      if (label.getParent() != null && !byName.containsKey(label.getParent())) {
        problem(
            "parent of label %s is %s, expected the name of a label of the set"
                .formatted(Quoting.quote(label.getName()), Quoting.quote(label.getParent())),
            LABELS,
            i,
            "parent");
      }
      climb(label, good);
    }
  }

  /** Follows the parents of a label. Each label is climbed once: a long chain takes linear time. */
  private void climb(Label start, Set<String> good) {
    Set<String> path = new HashSet<>();
    Label at = start;
    while (at != null && !good.contains(at.getName())) {
      if (!path.add(at.getName())) {
        problem(
            "parents of label %s go round in a circle, expected an end"
                .formatted(Quoting.quote(at.getName())),
            LABELS,
            byName.get(at.getName()),
            "parent");
        break;
      }
      Integer parent = at.getParent() == null ? null : byName.get(at.getParent());
      at = parent == null ? null : set.getLabels().get(parent);
    }
    good.addAll(path);
  }

  private void name(String what, String name, Object... place) {
    String problem = problemOfName(name);
    if (!problem.isEmpty()) {
      problem(what + problem, place);
    }
  }

  /** What follows the subject, empty if the name can be used. */
  private static String problemOfName(String name) {
    if (name.isBlank()) {
      return " is empty, expected 1 to " + MAX_NAME_CHARACTERS + " characters";
    }
    String problem = problemOfText(name); // a start looks at millions of names: no word before
    return problem.isEmpty() ? "" : " " + Quoting.quote(name) + problem;
  }

  private static String problemOfText(String name) {
    if (name.length() > MAX_NAME_CHARACTERS) {
      return " has %d characters, expected at most %d"
          .formatted(name.length(), MAX_NAME_CHARACTERS);
    }
    if (!name.equals(name.strip())) {
      return " has space around it, expected none";
    }
    if (name.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return "";
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      return " holds control characters, expected none";
    }
    if (name.codePoints().anyMatch(Quoting::turnsDirection)) {
      return " holds characters that turn the direction of text, expected none";
    }
    if (name.codePoints().anyMatch(LabelSetCheck::breaksText)) {
      return " holds line breaks or half characters or marks of byte order, expected none";
    }
    return "";
  }

  private static boolean breaksText(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> codePoint == 0xfeff; // a byte order mark within a text
    };
  }

  /**
   * @param all the texts, in words
   * @param one of them, in words
   * @param place of the list
   */
  private void texts(Object all, Object one, List<String> texts, int max, Object... place) {
    if (texts.size() > max) {
      problem("there are %d %s, expected at most %d".formatted(texts.size(), all, max), place);
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      Object[] here = Arrays.copyOf(place, place.length + 1);
      here[place.length] = i;
      if (!seen.add(text)) {
        problem(one + " " + Quoting.quote(text) + " is there twice, expected once", here);
      }
      text(one, text, here);
    }
  }

  private void text(Object what, String text, Object... place) {
    if (text.isBlank()) {
      problem(
          "a " + what + " is empty, expected 1 to " + MAX_TEXT_CHARACTERS + " characters", place);
    } else if (text.length() > MAX_TEXT_CHARACTERS) {
      problem(
          "%s %s has %d characters, expected at most %d"
              .formatted(what, Quoting.quote(text), text.length(), MAX_TEXT_CHARACTERS),
          place);
    }
  }

  private void problem(String problem, Object... place) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new LabelSetProblem(subject + ": " + problem, List.of(place)));
    } else {
      more++;
    }
  }
}
