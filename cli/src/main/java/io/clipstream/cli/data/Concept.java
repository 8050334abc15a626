package io.clipstream.cli.data;

import java.util.List;

/**
 * What an emoji shows.
 *
 * @param id code points in lower-case hex, joined by '-', without the variation selector fe0f
 * @param label English name, for example {@code red apple}
 * @param keywords English words that people search for it with
 * @param group one of the standard's broad groups, for example {@code food & drink}
 */
record Concept(String id, String label, List<String> keywords, String group) {
  Concept {
    keywords = List.copyOf(keywords);
  }
}
