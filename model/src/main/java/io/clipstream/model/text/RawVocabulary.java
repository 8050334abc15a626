package io.clipstream.model.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a vocabulary's files say, not yet checked.
 *
 * @param source the file, for messages
 * @param ids the id of each piece
 * @param merges in order of precedence
 */
record RawVocabulary(Path source, Map<String, Integer> ids, List<Merge> merges) {
  RawVocabulary {
    ids = Map.copyOf(ids);
    merges = List.copyOf(merges);
  }
}
