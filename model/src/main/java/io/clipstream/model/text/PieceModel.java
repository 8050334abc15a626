package io.clipstream.model.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code model} of a {@code tokenizer.json}: unigrams with scores, pieces and merges, or word
 * pieces.
 */
final class PieceModel {
  /** In UTF-16 units; far more than any published piece has. */
  static final int LONGEST = 512;

  private static final int MAX_MERGES = 1 << 22;
  private static final String UNKNOWN = "unk_token";
  private static final String PREFIX = "continuing_subword_prefix";
  private static final String WORD_PIECES = "WordPiece";

  /** A word that is longer is unknown; the library's search in it takes the square of that. */
  private static final int LONGEST_WORD = 1000;

  private final Path file;
  private final List<String> pieces = new ArrayList<>();
  private String type = "";
  private boolean unigrams;
  private boolean merges;
  private int unknown = -1;
  private String unknownPiece = "";
  private String continuing = "";
  private boolean bounded;

  PieceModel(Path file) {
    this.file = file;
  }

  /** By id, null where there is none. */
  List<String> pieces() {
    return pieces;
  }

  /** What pieces begin with that go on a word; empty if this is not how pieces are told apart. */
  String continuing() {
    return continuing;
  }

  void copy(JsonParser in, JsonGenerator to) throws IOException {
    expect(in.currentToken() == JsonToken.START_OBJECT, "", "an object", in);
    to.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      field(key, in, to);
    }
    to.writeEndObject();
    String kind = unigrams ? "Unigram" : type.equals(WORD_PIECES) ? WORD_PIECES : "BPE";
    if (pieces.isEmpty() || !type.equals(kind) || unknown >= pieces.size()) {
      throw new ModelException(
          "file %s: expected a model of type %s with a vocabulary, found type '%s' with %d pieces"
              .formatted(file, kind, Vocabularies.shortened(type), pieces.size()));
    }
    boolean words = kind.equals(WORD_PIECES);
    expect(continuing.isEmpty() != words, PREFIX, words ? "a prefix" : "nothing", in);
    expect(!words || !merges, "merges", "nothing beside word pieces", in);
    expect(words || !bounded, "max_input_chars_per_word", "nothing", in);
    expect(!words || pieces.contains(unknownPiece), UNKNOWN, "a piece of the vocabulary", in);
  }

  private void field(String key, JsonParser in, JsonGenerator to) throws IOException {
    switch (key) {
      case "type" -> {
        type = in.getText();
        to.writeStringField(key, type);
      }
      case "vocab" -> {
        to.writeFieldName(key);
        unigrams = in.currentToken() == JsonToken.START_ARRAY;
        if (unigrams) {
          scores(in, to);
        } else {
          ids(in, to);
        }
      }
      case "merges" -> merges(in, to);
      case "unk_id" -> {
        unknown = number(in, key);
        to.writeNumberField(key, unknown);
      }
      case UNKNOWN, "byte_fallback", "fuse_unk" -> {
        expect(in.currentToken().isScalarValue(), key, "a value", in);
        unknownPiece = key.equals(UNKNOWN) ? in.getText() : unknownPiece;
        to.writeFieldName(key);
        to.copyCurrentEvent(in);
      }
      case PREFIX -> {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
          expect(in.getText().length() <= LONGEST, key, "at most " + LONGEST + " characters", in);
          continuing = in.getText();
          to.writeStringField(key, continuing);
        } else {
          absent(key, in);
        }
      }
      case "max_input_chars_per_word" -> {
        int longest = number(in, key);
        expect(longest <= LONGEST_WORD, key, "at most " + LONGEST_WORD, in);
        bounded = true;
        to.writeNumberField(key, longest);
      }
      default -> absent(key, in);
    }
  }

  /** Options that change pieces and that no known model of this kind has. */
  private void absent(String key, JsonParser in) throws IOException {
    boolean off =
        in.currentToken() == JsonToken.VALUE_NULL
            || in.currentToken() == JsonToken.VALUE_FALSE
            || in.currentToken() == JsonToken.VALUE_STRING && in.getText().isEmpty();
    expect(off, Vocabularies.shortened(key), "nothing", in);
  }

  private void scores(JsonParser in, JsonGenerator to) throws IOException {
    to.writeStartArray();
    while (in.nextToken() == JsonToken.START_ARRAY) {
      in.nextToken();
      String piece = piece(in, in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : "");
      in.nextToken();
      expect(in.currentToken().isNumeric(), "vocab." + piece, "a score", in);
      double score = in.getDoubleValue();
      expect(Math.abs(score) < 1e6, "vocab." + piece, "a score below a million", in);
      expect(in.nextToken() == JsonToken.END_ARRAY, "vocab." + piece, "a piece and a score", in);
      put(pieces.size(), piece, in);
      to.writeStartArray();
      to.writeString(piece);
      to.writeNumber(score);
      to.writeEndArray();
    }
    to.writeEndArray();
  }

  private void ids(JsonParser in, JsonGenerator to) throws IOException {
    expect(in.currentToken() == JsonToken.START_OBJECT, "vocab", "a list or an object", in);
    to.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String piece = piece(in, in.currentName());
      in.nextToken();
      int id = number(in, "vocab." + piece);
      put(id, piece, in);
      to.writeNumberField(piece, id);
    }
    to.writeEndObject();
  }

  /** An empty piece would keep the library's search where it is, for ever. */
  private String piece(JsonParser in, String piece) throws IOException {
    boolean usable = !piece.isEmpty() && piece.length() <= LONGEST;
    expect(usable, "vocab", "pieces of 1 to " + LONGEST + " characters", in);
    return piece;
  }

  private void put(int id, String piece, JsonParser in) throws IOException {
    while (pieces.size() <= id) {
      pieces.add(null);
    }
    expect(pieces.set(id, piece) == null, "vocab." + piece, "an id of its own", in);
  }

  private int number(JsonParser in, String key) throws IOException {
    boolean whole = in.currentToken() == JsonToken.VALUE_NUMBER_INT;
    boolean usable = whole && in.getLongValue() >= 0 && in.getLongValue() < PieceFile.MAX_PIECES;
    expect(usable, key, "a whole number below " + PieceFile.MAX_PIECES, in);
    return in.getIntValue();
  }

  /** Each as text with a space between both pieces, or as a list of two. */
  private void merges(JsonParser in, JsonGenerator to) throws IOException {
    merges = true;
    expect(in.currentToken() == JsonToken.START_ARRAY, "merges", "a list", in);
    to.writeArrayFieldStart("merges");
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      expect(++count <= MAX_MERGES, "merges", "at most " + MAX_MERGES, in);
      if (in.currentToken() == JsonToken.START_ARRAY) {
        to.writeStartArray();
        for (int i = 0; i < 2; i++) {
          expect(in.nextToken() == JsonToken.VALUE_STRING, "merges", "lists of two pieces", in);
          to.writeString(piece(in, in.getText()));
        }
        expect(in.nextToken() == JsonToken.END_ARRAY, "merges", "lists of two pieces", in);
        to.writeEndArray();
      } else {
        boolean text = in.currentToken() == JsonToken.VALUE_STRING;
        expect(text && in.getText().length() <= 2 * LONGEST, "merges", "pairs of pieces", in);
        to.writeString(in.getText());
      }
    }
    to.writeEndArray();
  }

  private void expect(boolean holds, String field, String expected, JsonParser in)
      throws IOException {
    if (!holds) {
      String found = in.currentToken() == null ? "the end" : String.valueOf(in.getText());
      throw new ModelException(
          "file %s: expected %s as model%s, found '%s'"
              .formatted(
                  file,
                  expected,
                  field.isEmpty() ? "" : "." + Vocabularies.shortened(field),
                  Vocabularies.shortened(found)));
    }
  }
}
