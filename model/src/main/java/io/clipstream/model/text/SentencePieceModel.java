package io.clipstream.model.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * SentencePiece's own file of a unigram vocabulary, {@code spiece.model}, turned into what the
 * library reads: the same pieces and scores, its table of replaced characters, spaces joined, and a
 * space before the text. The whole text is one sequence of pieces, as SentencePiece takes it.
 */
final class SentencePieceModel {
  private static final int MAX_BYTES = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPACE = "\u2581";

  /** Fields of a ModelProto, in SentencePiece's sentencepiece_model.proto. */
  private static final int PIECES = 1;

  private static final int TRAINER = 2;
  private static final int NORMALIZER = 3;

  private static final int UNIGRAM = 1;
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int USER_DEFINED = 4;

  private record Piece(String text, float score, int type) {}

  private final Path file;
  private final List<Piece> pieces = new ArrayList<>();
  private int modelType = UNIGRAM;
  private byte[] charsMap = {};
  private boolean spaceInFront = true;
  private boolean spacesJoined = true;

  private SentencePieceModel(Path file) {
    this.file = file;
  }

  /**
   * Reads a file of at most 16 MiB.
   *
   * @throws ModelException if it is no such file, or of another kind than a unigram vocabulary
   */
  static PieceVocabulary read(Path file) {
    SentencePieceModel model = new SentencePieceModel(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw model.fault("more than " + (MAX_BYTES >> 20) + " MiB");
      }
      model.parse(ByteBuffer.wrap(bytes));
      return PieceVocabulary.of(file, JSON.writeValueAsBytes(model.json()));
    } catch (BufferUnderflowException e) {
      throw model.fault("a message that is cut off");
    } catch (IllegalArgumentException e) {
      throw model.fault(e.getMessage());
    } catch (IOException e) {
      throw Vocabularies.unreadable(file, e);
    }
  }

  private ModelException fault(String found) {
    return new ModelException(
        "file %s: expected a unigram vocabulary of SentencePiece, found %s".formatted(file, found));
  }

  private void parse(ByteBuffer message) {
    ProtobufReader in = new ProtobufReader(message);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case PIECES -> piece(new ProtobufReader(in.bytes()));
        case TRAINER -> trainer(new ProtobufReader(in.bytes()));
        case NORMALIZER -> normalizer(new ProtobufReader(in.bytes()));
        default -> in.skip();
      }
    }
    if (modelType != UNIGRAM || unknown() < 0) {
      throw fault(
          modelType == UNIGRAM
              ? pieces.size() + " pieces, none of them the unknown one"
              : "model type " + modelType + "; a tokenizer.json of it could be read");
    }
  }

  private void piece(ProtobufReader in) {
    String text = "";
    float score = 0;
    int type = NORMAL;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> text = StandardCharsets.UTF_8.decode(in.bytes()).toString();
        case 2 -> score = in.real();
        case 3 -> type = (int) in.number();
        default -> in.skip();
      }
    }
    if (pieces.size() >= PieceFile.MAX_PIECES || type < NORMAL || type > USER_DEFINED) {
      throw fault("piece %d of type %d".formatted(pieces.size(), type));
    }
    pieces.add(new Piece(text, score, type));
  }

  private void trainer(ProtobufReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 3) {
        modelType = (int) in.number();
      } else {
        in.skip();
      }
    }
  }

  private void normalizer(ProtobufReader in) {
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> {
          ByteBuffer table = in.bytes();
          charsMap = new byte[table.remaining()];
          table.get(charsMap);
        }
        case 3 -> spaceInFront = in.number() != 0;
        case 4 -> spacesJoined = in.number() != 0;
        default -> in.skip();
      }
    }
  }

  private int unknown() {
    for (int id = 0; id < pieces.size(); id++) {
      if (pieces.get(id).type() == UNKNOWN) {
        return id;
      }
    }
    return -1;
  }

  private ObjectNode json() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode added = root.putArray("added_tokens");
    ArrayNode vocabulary = JSON.createArrayNode();
    for (int id = 0; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      vocabulary.addArray().add(piece.text()).add(piece.score());
      if (piece.type() != NORMAL) {
        boolean special = piece.type() != USER_DEFINED;
        added.addObject().put("id", id).put("content", piece.text()).put("special", special);
      }
    }
    root.set("normalizer", normalizer());
    root.set(
        "pre_tokenizer",
        typed("Metaspace")
            .put("replacement", SPACE)
            .put("prepend_scheme", spaceInFront ? "always" : "never")
            .put("split", false));
    root.set("model", typed("Unigram").put("unk_id", unknown()).set("vocab", vocabulary));
    return root;
  }

  private ObjectNode normalizer() {
    ObjectNode sequence = typed("Sequence");
    ArrayNode steps = sequence.putArray("normalizers");
    if (charsMap.length > 0) {
      steps.add(
          typed("Precompiled")
              .put("precompiled_charsmap", Base64.getEncoder().encodeToString(charsMap)));
    }
    if (spacesJoined) {
      steps.add(typed("Strip").put("strip_left", true).put("strip_right", true));
      ObjectNode joined = typed("Replace").put("content", " ");
      joined.putObject("pattern").put("Regex", " {2,}");
      steps.add(joined);
    }
    return sequence;
  }

  private static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type);
  }
}
