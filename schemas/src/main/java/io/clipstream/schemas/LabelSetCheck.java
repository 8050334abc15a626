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

  private final LabelSet set;
  private final String subject;
  private final Map<String, Label> byName = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int more;

  LabelSetCheck(LabelSet set) {
    this.set = set;
    this.subject = "label set " + Quoting.quote(set.getId()) + " revision " + set.getRevision();
  }

  List<String> problems() {
    head();
    templates();
    scoring();
    if (sizes()) {
      labels();
      parents();
    }
    if (more > 0) {
      problems.add(subject + ": " + more + " more problems");
    }
    return List.copyOf(problems);
  }

  private void head() {
    name("the id", set.getId());
    if (set.getRevision() < 1) {
      problem("revision is " + set.getRevision() + ", expected 1 or more");
    }
  }

  /** Whether the set is small enough to be looked at label by label. */
  private boolean sizes() {
    int count = set.getLabels().size();
    if (count < 1 || count > MAX_LABELS) {
      problem("it has " + count + " labels, expected 1 to " + MAX_LABELS);
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
    count("templates", set.getTemplates(), MAX_TEMPLATES);
    noRepeats("template", set.getTemplates());
    for (String template : set.getTemplates()) {
      text("template", template);
      if (!template.contains(PLACEHOLDER)) {
        problem("template " + Quoting.quote(template) + " has no {}, expected one for the phrase");
      } else if (template.indexOf(PLACEHOLDER) != template.lastIndexOf(PLACEHOLDER)) {
        problem("template " + Quoting.quote(template) + " has several {}, expected one");
      }
    }
  }

  private void scoring() {
    List<String> background = set.getBackgroundPrompts();
    switch (set.getScoring()) {
      case INDEPENDENT -> {
        count("background prompts", background, MAX_BACKGROUND_PROMPTS);
        noRepeats("background prompt", background);
        background.forEach(prompt -> text("background prompt", prompt));
      }
      case SOFTMAX -> {
        if (!background.isEmpty()) {
          problem(
              "scoring is SOFTMAX and there are %d background prompts, expected none"
                      .formatted(background.size())
                  + " (only INDEPENDENT scoring uses them)");
        }
      }
      case UNKNOWN -> problem("scoring is not known here, expected SOFTMAX or INDEPENDENT");
    }
  }

  private void labels() {
    for (Label label : set.getLabels()) {
      name("a label's name", label.getName());
      if (byName.put(label.getName(), label) != null) {
        problem("label " + Quoting.quote(label.getName()) + " is there twice, expected once");
      }
      threshold(label);
      prompts(label);
    }
  }

  private void threshold(Label label) {
    float threshold = label.getThreshold();
    if (!(threshold >= 0 && threshold <= 1)) { // NaN fails too
      problem(
          "threshold of label %s is %s, expected 0 to 1"
              .formatted(Quoting.quote(label.getName()), threshold));
    }
  }

  private void prompts(Label label) {
    Of of = new Of("prompt", label);
    count(new Of("prompts", label), label.getPrompts(), MAX_PROMPTS_PER_LABEL);
    noRepeats(of, label.getPrompts());
    label.getPrompts().forEach(prompt -> text(of, prompt));
  }

  private void parents() {
    Set<String> good = new HashSet<>(); // labels whose ancestors end without a circle
    for (Label label : set.getLabels()) {
      if (label.getParent() != null && !byName.containsKey(label.getParent())) {
        problem(
            "parent of label %s is %s, expected the name of a label of the set"
                .formatted(Quoting.quote(label.getName()), Quoting.quote(label.getParent())));
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
                .formatted(Quoting.quote(at.getName())));
        break;
      }
      at = at.getParent() == null ? null : byName.get(at.getParent());
    }
    good.addAll(path);
  }

  private void name(String what, String name) {
    int length = name.length();
    if (name.isBlank()) {
      problem(what + " is empty, expected 1 to " + MAX_NAME_CHARACTERS + " characters");
    } else if (length > MAX_NAME_CHARACTERS) {
      problem(
          "%s %s has %d characters, expected at most %d"
              .formatted(what, Quoting.quote(name), length, MAX_NAME_CHARACTERS));
    } else if (!name.equals(name.strip())) {
      problem(what + " " + Quoting.quote(name) + " has space around it, expected none");
    } else if (name.codePoints().anyMatch(Character::isISOControl)) {
      problem(what + " " + Quoting.quote(name) + " holds control characters, expected none");
    } else if (name.codePoints().anyMatch(Quoting::turnsDirection)) {
      problem(
          what
              + " "
              + Quoting.quote(name)
              + " holds characters that turn the direction of text, expected none");
    } else if (name.codePoints().anyMatch(LabelSetCheck::breaksText)) {
      problem(
          what
              + " "
              + Quoting.quote(name)
              + " holds line breaks or half characters or marks of byte order, expected none");
    }
  }

  private static boolean breaksText(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> codePoint == 0xfeff; // a byte order mark within a text
    };
  }

  private void text(Object what, String text) {
    if (text.isBlank()) {
      problem("a " + what + " is empty, expected 1 to " + MAX_TEXT_CHARACTERS + " characters");
    } else if (text.length() > MAX_TEXT_CHARACTERS) {
      problem(
          "%s %s has %d characters, expected at most %d"
              .formatted(what, Quoting.quote(text), text.length(), MAX_TEXT_CHARACTERS));
    }
  }

  private void count(Object what, List<String> texts, int max) {
    if (texts.size() > max) {
      problem("there are %d %s, expected at most %d".formatted(texts.size(), what, max));
    }
  }

  private void noRepeats(Object what, List<String> texts) {
    Set<String> seen = new HashSet<>();
    for (String text : texts) {
      if (!seen.add(text)) {
        problem(what + " " + Quoting.quote(text) + " is there twice, expected once");
      }
    }
  }

  private void problem(String problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(subject + ": " + problem);
    } else {
      more++;
    }
  }
}
