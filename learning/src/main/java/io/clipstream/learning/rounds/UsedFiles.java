package io.clipstream.learning.rounds;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.learning.store.StoreCompaction;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.schemas.ResourceException;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Files of the pair store that rounds have seen. A writer numbers its files, so a bit a file is
 * enough; writers whose files are all gone are forgotten by {@link #retain}. Not for several
 * threads.
 */
public final class UsedFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NUMBERED = Pattern.compile("(.*-)(\\d{1,7})(\\D*)");

  private final Map<String, BitSet> byWriter = new TreeMap<>();

  /** Which bit stands for a file; a file without a number is a writer of its own. */
  private record Bit(String writer, int number) {
    static Bit of(String path) {
      Matcher matcher = NUMBERED.matcher(path);
      return matcher.matches()
          ? new Bit(matcher.group(1) + "*" + matcher.group(3), Integer.parseInt(matcher.group(2)))
          : new Bit(path, 0);
    }
  }

  /** Notes that {@code path} is used. */
  public void add(String path) {
    if (StoreCompaction.isCompacted(path)) {
      return;
    }
    Bit bit = Bit.of(path);
    byWriter.computeIfAbsent(bit.writer(), w -> new BitSet()).set(bit.number());
  }

  /** Whether {@code path} was added, or was put together of used files. */
  public boolean contains(String path) {
    if (StoreCompaction.isCompacted(path)) {
      return true;
    }
    Bit bit = Bit.of(path);
    BitSet bits = byWriter.get(bit.writer());
    return bits != null && bits.get(bit.number());
  }

  /** Forgets writers of whom no file is left. */
  public void retain(Collection<StoredFile> visible) {
    Set<String> writers =
        visible.stream().map(f -> Bit.of(f.path()).writer()).collect(Collectors.toSet());
    byWriter.keySet().retainAll(new HashSet<>(writers));
  }

  /** As text, for state; {@link #parse} reads it. */
  public String encoded() {
    Map<String, String> bits = new TreeMap<>();
    byWriter.forEach(
        (writer, set) -> bits.put(writer, Base64.getEncoder().encodeToString(set.toByteArray())));
    try {
      return JSON.writeValueAsString(bits);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the list of used files", e);
    }
  }

  /**
   * @throws ResourceException if {@code encoded} is not what {@link #encoded} writes
   */
  public static UsedFiles parse(String encoded) {
    UsedFiles used = new UsedFiles();
    try {
      JSON.readValue(encoded, new TypeReference<Map<String, String>>() {})
          .forEach(
              (writer, bits) ->
                  used.byWriter.put(writer, BitSet.valueOf(Base64.getDecoder().decode(bits))));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new ResourceException("the list of used files cannot be read: " + e.getMessage(), e);
    }
    return used;
  }
}
