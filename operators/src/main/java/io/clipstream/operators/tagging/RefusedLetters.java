package io.clipstream.operators.tagging;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Control records that a start has refused, until it may emit: the newest that some memory holds. A
 * log that is never cleaned may have any number of them, which earlier starts have told of.
 */
final class RefusedLetters {
  private static final Log LOG = Log.of(RefusedLetters.class);

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
      RawRecord next = letters.getFirst().record();
      LOG.with(LogKey.COUNT, forgotten)
          .with(LogKey.LIMIT, letters.size())
          .with(LogKey.TOPIC, next.topic())
          .with(LogKey.OFFSET, next.offset())
          .warn("refused control records before this one get no dead letter: newer ones do");
    }
    return List.copyOf(letters);
  }
}
