package io.clipstream.model.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.clipstream.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Goes once through a {@code tokenizer.json} and writes anew what of it a text's pieces depend on:
 * the native library ends the process over some files that are no tokenizers, and loops for ever
 * over others, so that it never gets one that is not checked. Vocabularies of a quarter of a
 * million pieces pass through without a tree of them in memory.
 */
final class PieceFile {
  static final int MAX_PIECES = 1 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final Set<String> NOT_NEEDED =
      Set.of("version", "truncation", "padding", "decoder");

  /**
   * A token that is found in texts before anything else.
   *
   * @param special whether it is no part of a text when ids are read back
   */
  record Added(String content, int id, boolean special) {}

  private final Path file;
  private final List<Added> added = new ArrayList<>();
  private PieceModel model;
  private JsonNode end = MissingNode.getInstance();

  PieceFile(Path file) {
    this.file = file;
  }

  /** Pieces by id, null where there is none; without those that were added behind them. */
  List<String> pieces() {
    return model.pieces();
  }

  /** As {@link PieceModel#continuing}. */
  String continuing() {
    return model.continuing();
  }

  /** Null if there is none. */
  String pieceAt(int id) {
    return id < pieces().size() ? pieces().get(id) : null;
  }

  List<Added> added() {
    return added;
  }

  /** The post-processor, which is not written. */
  JsonNode end() {
    return end;
  }

  byte[] rewritten(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
    try (JsonParser in = JSON.createParser(content);
        JsonGenerator to = JSON.createGenerator(out)) {
      expect(in.nextToken() == JsonToken.START_OBJECT, "the whole", "an object");
      to.writeStartObject();
      to.writeStringField("version", "1.0");
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        section(key, in, to);
      }
      expect(in.nextToken() == null, "the whole", "one object");
      to.writeEndObject();
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "file %s: expected JSON, found an error: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw Vocabularies.unreadable(file, e);
    }
    expect(model != null, "model", "a vocabulary");
    return out.toByteArray();
  }

  private void section(String key, JsonParser in, JsonGenerator to) throws IOException {
    switch (key) {
      case "model" -> {
        to.writeFieldName(key);
        model = new PieceModel(file);
        model.copy(in, to);
      }
      case "added_tokens" -> added(in, to);
      case "normalizer" -> write(key, Normalizers.checked(file, in.readValueAsTree()), to);
      case "pre_tokenizer" -> write(key, PreTokenizers.checked(file, in.readValueAsTree()), to);
      case "post_processor" -> end = in.readValueAsTree();
      default -> {
        expect(NOT_NEEDED.contains(key), Vocabularies.shortened(key), "no such key");
        in.skipChildren();
      }
    }
  }

  private static void write(String key, JsonNode section, JsonGenerator to) throws IOException {
    to.writeFieldName(key);
    JSON.writeTree(to, section);
  }

  private void added(JsonParser in, JsonGenerator to) throws IOException {
    expect(in.currentToken() == JsonToken.START_ARRAY, "added_tokens", "a list");
    to.writeArrayFieldStart("added_tokens");
    while (in.nextToken() == JsonToken.START_OBJECT) {
      JsonNode token = in.readValueAsTree();
      JsonNode id = token.path("id");
      String content = token.path("content").asText("");
      boolean usable = id.isInt() && id.intValue() >= 0 && id.intValue() < MAX_PIECES;
      expect(usable, "added_tokens.id", "whole numbers below " + MAX_PIECES);
      expect(!content.isEmpty() && content.length() <= PieceModel.LONGEST, "added_tokens", "texts");
      expect(added.size() < MAX_PIECES / 16, "added_tokens", "at most " + MAX_PIECES / 16);
      added.add(new Added(content, id.intValue(), token.path("special").asBoolean()));
      to.writeStartObject();
      to.writeNumberField("id", id.intValue());
      to.writeStringField("content", content);
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
        to.writeBooleanField(flag, token.path(flag).asBoolean());
      }
      to.writeEndObject();
    }
    to.writeEndArray();
  }

  private void expect(boolean holds, String field, String expected) {
    if (!holds) {
      throw new ModelException(
          "file %s: expected %s as %s, found something else".formatted(file, expected, field));
    }
  }
}
