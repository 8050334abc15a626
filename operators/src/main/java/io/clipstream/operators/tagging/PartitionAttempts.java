package io.clipstream.operators.tagging;

import io.clipstream.schemas.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How often the job failed with which records of a partition, and which one it is at.
 *
 * @param process that works on the record
 * @param current offset of that record, -1 if it is at none
 * @param failures by offset
 * @param cause of the last failure; empty if there was none
 */
record PartitionAttempts(
    String process, long current, TreeMap<Long, Integer> failures, String cause) {
  /** Offsets that are remembered, the latest ones. */
  private static final int REMEMBERED = 20;

  private static final long NONE = -1;
  private static final String DIED = "the process died";

  static PartitionAttempts none() {
    return new PartitionAttempts("", NONE, new TreeMap<>(), "");
  }

  int failures(long offset) {
    return failures.getOrDefault(offset, 0);
  }

  PartitionAttempts at(long offset, String worker) {
    return new PartitionAttempts(worker, offset, failures, cause);
  }

  PartitionAttempts atNone() {
    return new PartitionAttempts("", NONE, failures, cause);
  }

  PartitionAttempts failed(long offset, String why) {
    TreeMap<Long, Integer> more = new TreeMap<>(failures);
    more.merge(offset, 1, Integer::sum);
    while (more.size() > REMEMBERED) {
      more.pollFirstEntry();
    }
    return new PartitionAttempts("", NONE, more, Quoting.clip(why));
  }

  /** Without what lies before an offset or at it. */
  PartitionAttempts after(long offset) {
    return new PartitionAttempts(
        process, current, new TreeMap<>(failures.tailMap(offset, false)), cause);
  }

  /** What a process finds that starts: whoever was at a record and is gone has failed with it. */
  PartitionAttempts foundBy(String starter) {
    return current == NONE || process.equals(starter) ? atNone() : failed(current, DIED);
  }

  String write() {
    List<String> counts = new ArrayList<>();
    failures.forEach((offset, count) -> counts.add(offset + ":" + count));
    return String.join("\n", process, "" + current, String.join(",", counts), cause);
  }

  /** What was written; nothing if somebody else wrote it. */
  static PartitionAttempts read(String note) {
    try {
      String[] lines = note.split("\n", 4);
      TreeMap<Long, Integer> failures = new TreeMap<>();
      for (String count : lines[2].split(",", -1)) {
        if (!count.isEmpty()) {
          String[] parts = count.split(":", 2);
          failures.put(Long.valueOf(parts[0]), Integer.valueOf(parts[1]));
        }
      }
      return new PartitionAttempts(lines[0], Long.parseLong(lines[1]), failures, lines[3]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return none();
    }
  }
}
