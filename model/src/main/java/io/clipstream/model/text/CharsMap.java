package io.clipstream.model.text;

import io.clipstream.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;

/**
 * Checks SentencePiece's table of replaced characters: a size in bytes, a double-array trie of that
 * many (units of 32 bits, as Darts-clone makes them), and the replacements, each ended by a zero.
 * The library follows the trie without looking where it leads, and a step past its end would end
 * the process.
 */
final class CharsMap {
  private static final int LABELS = 256;
  private static final int LEAF = 1 << 8;
  private static final int LABEL_OR_VALUE = 0x8000_00FF;

  /** No replacement of the published tables has more bytes than 33. */
  private static final int LONGEST = 64;

  private final int[] units;
  private final byte[] texts;

  private CharsMap(int[] units, byte[] texts) {
    this.units = units;
    this.texts = texts;
  }

  /**
   * @throws ModelException if a walk through the trie could leave it, or a replacement is no text
   */
  static void check(Path file, byte[] table) {
    String fault = fault(ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN));
    if (!fault.isEmpty()) {
      throw new ModelException(
          "file %s: precompiled_charsmap: expected SentencePiece's table, found %s"
              .formatted(file, fault));
    }
  }

  private static String fault(ByteBuffer table) {
    if (table.remaining() < Integer.BYTES) {
      return table.remaining() + " bytes";
    }
    int bytes = table.getInt();
    if (bytes < Integer.BYTES || bytes % Integer.BYTES != 0 || bytes > table.remaining()) {
      return "a trie of " + bytes + " bytes in " + table.remaining();
    }
    int[] units = new int[bytes / Integer.BYTES];
    table.asIntBuffer().get(units);
    byte[] texts = new byte[table.remaining() - bytes];
    table.position(table.position() + bytes).get(texts);
    return new CharsMap(units, texts).fault();
  }

  private String fault() {
    if (!isText(0, texts.length)) {
      return "replacements that are no UTF-8";
    }
    if (texts.length == 0 || texts[texts.length - 1] != 0) {
      return "a replacement without an end";
    }
    BitSet seen = new BitSet();
    ArrayDeque<Integer> nodes = new ArrayDeque<>();
    nodes.add(0);
    while (!nodes.isEmpty()) {
      int node = nodes.remove();
      int block = node ^ offset(units[node]);
      if (block < 0 || (block | LABELS - 1) >= units.length) {
        return "a step past the trie's end";
      }
      if ((units[node] & LEAF) != 0 && !isReplacement(units[block])) {
        return "a value past the replacements' end";
      }
      for (int label = 1; label < LABELS; label++) {
        int child = block ^ label;
        if ((units[child] & LABEL_OR_VALUE) == label && !seen.get(child)) {
          seen.set(child);
          nodes.add(child);
        }
      }
    }
    return "";
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }

  private boolean isReplacement(int unit) {
    int from = unit & 0x7FFF_FFFF;
    if (from >= texts.length) {
      return false;
    }
    int to = from;
    while (texts[to] != 0) {
      to++;
    }
    return to - from <= LONGEST && isText(from, to);
  }

  private boolean isText(int from, int to) {
    try {
      CharBuffer unused =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
