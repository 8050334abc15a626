package io.clipstream.model.fuzz;

import io.clipstream.model.ModelException;
import io.clipstream.model.text.Tokenizer;
import java.util.Arrays;

/**
 * Any bytes as a tokenizer's files make a tokenizer that encodes, or are refused. The first byte
 * says which files they are.
 */
public final class TokenizerFuzz {
  private static final TemporaryFiles FILES = new TemporaryFiles("tokenizer-fuzz");
  private static final int CONTEXT = 77;

  private TokenizerFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(data, 1, data.length);
    for (String name : new String[] {"tokenizer.json", "vocab.json", "merges.txt"}) {
      FILES.delete(name);
    }
    if (data[0] % 2 == 0) {
      FILES.write("tokenizer.json", content);
    } else {
      int end = 0;
      while (end < content.length && content[end] != 0) {
        end++;
      }
      FILES.write("vocab.json", Arrays.copyOf(content, end));
      FILES.write(
          "merges.txt",
          Arrays.copyOfRange(content, Math.min(end + 1, content.length), content.length));
    }
    try {
      Tokenizer tokenizer = Tokenizer.load(FILES.folder(), CONTEXT);
      tokenizer.encodePadded("a photo of a cat");
    } catch (ModelException refused) {
      // as it should be
    }
  }
}
