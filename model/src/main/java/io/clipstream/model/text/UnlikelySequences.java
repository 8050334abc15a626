package io.clipstream.model.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the sequences of characters that betray mojibake. The rules are short regular expressions
 * (classes, single characters, {@code .}, {@code ?} and a leading {@code ^}); they are matched here
 * instead of by {@link java.util.regex.Pattern} because every character of every text outside ASCII
 * is tried against all of them.
 */
final class UnlikelySequences {
  /** One character of a rule: a member of the set, or of its complement where negated. */
  private record Element(BitSet members, boolean negated, boolean optional) {
    boolean matches(int codePoint) {
      return members.get(codePoint) != negated;
    }
  }

  private record Rule(boolean anchored, List<Element> elements) {}

  private final List<Rule> rules;

  /** For each character a bit for each rule that may begin with it. */
  private final long[] beginning = new long[1 << 16];

  UnlikelySequences(List<String> expressions) {
    this.rules = expressions.stream().map(e -> new Parser(e).rule()).collect(Collectors.toList());
    if (rules.size() > Long.SIZE) {
      throw new IllegalStateException("%d rules, expected at most 64".formatted(rules.size()));
    }
    for (int i = 0; i < rules.size(); i++) {
      long bit = 1L << i;
      rules.get(i).elements().get(0).members().stream().forEach(c -> beginning[c] |= bit);
    }
  }

  /** Whether the text holds any of the sequences. */
  boolean isFoundIn(String text) {
    for (int start = 0; start < text.length(); start++) {
      long left = beginning[text.charAt(start)];
      while (left != 0) {
        Rule rule = rules.get(Long.numberOfTrailingZeros(left));
        if ((start == 0 || !rule.anchored()) && matches(rule.elements(), 1, text, start + 1)) {
          return true;
        }
        left &= left - 1;
      }
    }
    return false;
  }

  private static boolean matches(List<Element> elements, int from, String text, int position) {
    if (from == elements.size()) {
      return true;
    }
    Element element = elements.get(from);
    if (position < text.length() && element.matches(text.codePointAt(position))) {
      int next = position + Character.charCount(text.codePointAt(position));
      if (matches(elements, from + 1, text, next)) {
        return true;
      }
    }
    return element.optional() && matches(elements, from + 1, text, position);
  }

  /** Reads one rule. */
  private static final class Parser {
    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    Rule rule() {
      boolean anchored = skip('^');
      List<Element> elements = new ArrayList<>();
      while (position < text.length()) {
        elements.add(element());
      }
      return new Rule(anchored, elements);
    }

    private boolean skip(char c) {
      boolean there = position < text.length() && text.charAt(position) == c;
      position += there ? 1 : 0;
      return there;
    }

    private Element element() {
      BitSet members = new BitSet();
      boolean negated = false;
      if (skip('[')) {
        negated = skip('^');
        while (!skip(']')) {
          addMembers(members);
        }
      } else if (skip('.')) {
        members.set('\n');
        negated = true;
      } else {
        addMembers(members);
      }
      return new Element(members, negated, skip('?'));
    }

    private void addMembers(BitSet members) {
      if (text.startsWith("\\p{L}\\p{N}", position)) {
        position += "\\p{L}\\p{N}".length();
        UnicodeClasses.addLettersAndNumbers(members);
        return;
      }
      int first = character();
      int last = skip('-') ? character() : first;
      members.set(first, last + 1);
    }

    private int character() {
      if (!skip('\\')) {
        return text.charAt(position++);
      }
      int digits = skip('u') ? 4 : 2;
      position += digits == 2 ? 1 : 0;
      position += digits;
      return Integer.parseInt(text.substring(position - digits, position), 16);
    }
  }
}
