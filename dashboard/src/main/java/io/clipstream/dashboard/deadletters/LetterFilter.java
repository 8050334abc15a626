package io.clipstream.dashboard.deadletters;

import io.clipstream.dashboard.store.Term;
import java.util.OptionalLong;

/**
 * Which dead letters are looked for. Empty texts ask nothing.
 *
 * @param topic the dead-letter topic
 * @param from refused at or after, milliseconds since 1970
 * @param to refused before, milliseconds since 1970
 */
record LetterFilter(String topic, String reason, OptionalLong from, OptionalLong to) {
  LetterFilter {
    reason = Term.of(reason);
  }
}
