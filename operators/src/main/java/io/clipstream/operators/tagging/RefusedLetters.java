package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control records that a start has refused, until it may emit: the newest that some memory holds. A
 * log that is never cleaned may have any number of them, which earlier starts have told of.
 */
final class RefusedLetters {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedLetters.class);

  /** Characters and bytes: enough for three records of the largest size that topics have. */
  private static final long MAX_SIZE = 32 << 20;

  /** What a letter takes beside its record. */
  private static final int OVERHEAD = 1 << 10;

  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private long size;
  private long forgotten;

  void add(DeadLetter letter) {
    letters.addLast(letter);
    size += size(letter);
    while (size > MAX_SIZE && letters.size() > 1) {
      size -= size(letters.removeFirst());
      forgotten++;
    }
  }

  private static long size(DeadLetter letter) {
    byte[] value = letter.record().value();
    return OVERHEAD + letter.message().length() + (value == null ? 0 : value.length);
  }

  /** Oldest first; how many older ones there were is said in the log. */
  List<DeadLetter> newest() {
    if (forgotten > 0) {
      LOG.warn(
          "{} refused control records, the last of them {}, get no dead letter: {} newer ones do",
          forgotten,
          letters.getFirst().record().coordinates(),
          letters.size());
    }
    return List.copyOf(letters);
  }
}
