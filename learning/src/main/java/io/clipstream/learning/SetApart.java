package io.clipstream.learning;

import java.util.List;

/**
 * Files of a round that was given up. Rounds go on without them, since with them the next would
 * fail as well; whoever asks for a round has them tried again.
 *
 * @param files paths in the store
 * @param reason why the round failed in the end
 * @param sinceMillis when that was
 */
public record SetApart(String roundId, List<String> files, String reason, long sinceMillis) {
  private static final int NAMED = 5;

  public SetApart {
    files = List.copyOf(files);
  }

  SetApart with(List<String> others) {
    return new SetApart(roundId, others, reason, sinceMillis);
  }

  /** The files for people: the first few by name. */
  public String names() {
    String first = String.join(", ", files.subList(0, Math.min(NAMED, files.size())));
    return files.size() <= NAMED ? first : first + " and " + (files.size() - NAMED) + " more";
  }
}
