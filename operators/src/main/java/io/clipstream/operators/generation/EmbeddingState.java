package io.clipstream.operators.generation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Embeddings of labels as they lie in state: a cache, which may be lost or hold too much. Format of
 * a piece: version, checkpoint, precision, dimensions, rows; then for each row the key of 16 bytes
 * and the numbers.
 */
public final class EmbeddingState {
  private static final int VERSION = 1;
  private static final int ROWS_IN_A_PIECE = 2048;

  private final Map<String, Map<TextKey, float[]>> byModel = new LinkedHashMap<>();

  /** Pieces with everything that the model holds. */
  static List<byte[]> pieces(TaggingModel model) {
    return pieces(model.key(), model.embeddings().all());
  }

  private static List<byte[]> pieces(ModelKey model, Map<TextKey, float[]> all) {
    Iterator<Map.Entry<TextKey, float[]>> rows = all.entrySet().iterator();
    List<byte[]> pieces = new ArrayList<>();
    while (rows.hasNext()) {
      List<Map.Entry<TextKey, float[]>> some = new ArrayList<>();
      while (rows.hasNext() && some.size() < ROWS_IN_A_PIECE) {
        some.add(rows.next());
      }
      pieces.add(piece(model, some));
    }
    return pieces;
  }

  /** Pieces with what was restored for a model that has not been loaded yet. */
  List<byte[]> pieces(ModelKey model) {
    return pieces(model, byModel.getOrDefault(name(model), Map.of()));
  }

  static byte[] piece(ModelKey model, List<Map.Entry<TextKey, float[]>> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int width = rows.get(0).getValue().length;
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(model.sha256());
      out.writeUTF(model.precision().name());
      out.writeInt(width);
      out.writeInt(rows.size());
      for (Map.Entry<TextKey, float[]> row : rows) {
        out.writeLong(row.getKey().high());
        out.writeLong(row.getKey().low());
        ByteBuffer numbers = ByteBuffer.allocate(width * Float.BYTES);
        numbers.asFloatBuffer().put(row.getValue());
        out.write(numbers.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Takes a piece in; one of an unknown version is left out, since all can be made again. */
  public void add(byte[] piece) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece))) {
      if (in.readUnsignedByte() != VERSION) {
        return;
      }
      String model = name(in.readUTF(), in.readUTF());
      Map<TextKey, float[]> rows = byModel.computeIfAbsent(model, m -> new LinkedHashMap<>());
      int width = in.readInt();
      int count = in.readInt();
      byte[] numbers = new byte[width * Float.BYTES];
      for (int i = 0; i < count; i++) {
        TextKey key = new TextKey(in.readLong(), in.readLong());
        in.readFully(numbers);
        float[] row = new float[width];
        ByteBuffer.wrap(numbers).asFloatBuffer().get(row);
        rows.put(key, row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a piece of embeddings in state is damaged", e);
    }
  }

  /** Rows of all models. */
  public int rows() {
    return byModel.values().stream().mapToInt(Map::size).sum();
  }

  /** Rows of a checkpoint, by the hash that was announced. */
  public int rows(String sha256) {
    return byModel.entrySet().stream()
        .filter(model -> model.getKey().startsWith(sha256.toLowerCase(Locale.ROOT) + "/"))
        .mapToInt(model -> model.getValue().size())
        .sum();
  }

  /**
   * Hands the rows that were made with a model over to it, once; it keeps those that somebody has
   * claimed.
   */
  void restoreInto(TaggingModel model) {
    Map<TextKey, float[]> rows = byModel.remove(name(model.key()));
    if (rows != null) {
      rows.forEach(model.embeddings()::restore);
    }
  }

  private static String name(ModelKey model) {
    return name(model.sha256(), model.precision().name());
  }

  private static String name(String sha256, String precision) {
    return sha256 + "/" + precision;
  }
}
