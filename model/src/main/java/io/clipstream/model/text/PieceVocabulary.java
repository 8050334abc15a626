package io.clipstream.model.text;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A checked {@code tokenizer.json} of SentencePiece's kinds or BERT's. */
final class PieceVocabulary {
  private static final int MAX_BYTES = 64 << 20;
  private static final String WORD_START = "\u2581";

  private final Path source;
  private final byte[] json;
  private final String[] pieces;
  private final BitSet special;
  private final TokenizerSettings.Markers markers;
  private final String continuing;

  private PieceVocabulary(
      Path source,
      byte[] json,
      String[] pieces,
      BitSet special,
      TokenizerSettings.Markers markers,
      String continuing) {
    this.source = source;
    this.json = json;
    this.pieces = pieces;
    this.special = special;
    this.markers = markers;
    this.continuing = continuing;
  }

  /**
   * Reads a file of at most 64 MiB.
   *
   * @throws ModelException if it is of another kind, inconsistent, too large, or asks for something
   *     that may run for long
   */
  static PieceVocabulary read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ModelException(
            "file %s: expected a vocabulary of at most %d MiB, found more"
                .formatted(file, MAX_BYTES >> 20));
      }
      return of(file, bytes);
    } catch (IOException e) {
      throw Vocabularies.unreadable(file, e);
    }
  }

  /** The same of a file's content. */
  static PieceVocabulary of(Path file, byte[] content) {
    PieceFile read = new PieceFile(file);
    byte[] json = read.rewritten(content);
    BitSet special = new BitSet();
    String[] pieces = pieces(file, read, special);
    return new PieceVocabulary(
        file, json, pieces, special, PostProcessor.markers(file, read.end()), read.continuing());
  }

  /** Added tokens stand in the vocabulary, or follow it without a gap, as the library counts. */
  private static String[] pieces(Path file, PieceFile read, BitSet special) {
    List<String> pieces = new ArrayList<>(read.pieces());
    Optional<PieceFile.Added> added =
        read.added().stream()
            .filter(token -> !token.content().equals(read.pieceAt(token.id())))
            .filter(token -> !follows(pieces, token))
            .findFirst();
    if (added.isPresent()) {
      throw new ModelException(
          "file %s: expected the added token '%s' at the id that it has in the vocabulary, or the"
                  .formatted(file, Vocabularies.shortened(added.get().content()))
              + " ids behind it in order, found "
              + added.get().id());
    }
    read.added().stream().filter(PieceFile.Added::special).forEach(t -> special.set(t.id()));
    return pieces.toArray(String[]::new);
  }

  private static boolean follows(List<String> pieces, PieceFile.Added token) {
    return token.id() == pieces.size()
        && !pieces.contains(token.content())
        && pieces.add(token.content());
  }

  Path source() {
    return source;
  }

  /** What the library is to read. */
  byte[] json() {
    return json;
  }

  /** The highest id and one. */
  int size() {
    return pieces.length;
  }

  /** What the file puts around each text. */
  TokenizerSettings.Markers markers() {
    return markers;
  }

  /**
   * The id of a token that the directory's other files name.
   *
   * @throws ModelException if it is not of this vocabulary
   */
  int id(String token) {
    for (int id = 0; id < pieces.length; id++) {
      if (token.equals(pieces[id])) {
        return id;
      }
    }
    throw new ModelException(
        "file %s: expected the token '%s' in the vocabulary, found none"
            .formatted(source, Vocabularies.shortened(token)));
  }

  boolean has(int id) {
    return id >= 0 && id < pieces.length && pieces[id] != null;
  }

  String piece(int id) {
    if (!has(id)) {
      throw new IllegalArgumentException("token id %d: not in the vocabulary".formatted(id));
    }
    return pieces[id];
  }

  /** What a piece stands for in a text, with a space before it where it begins a word. */
  String text(int id) {
    String piece = piece(id);
    if (continuing.isEmpty()) {
      return piece.replace(WORD_START, " ");
    }
    return piece.startsWith(continuing) ? piece.substring(continuing.length()) : " " + piece;
  }

  boolean isMarker(int id) {
    return special.get(id);
  }
}
