package io.clipstream.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.clipstream.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors as a stream: the header, padded so that the data starts at a multiple of eight
 * bytes, then the tensors in the order given. The same arrays give the same bytes.
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK = 1 << 16;

  private final String name;
  private final ElementType type;

  /**
   * A writer.
   *
   * @param name what errors call the file
   * @param type {@link DataType#FLOAT32} or {@link DataType#FLOAT16}, which rounds to nearest even
   */
  public SafetensorsWriter(String name, DataType type) {
    this.name = name;
    this.type =
        switch (type) {
          case FLOAT32 -> ElementType.F32;
          case FLOAT16 -> ElementType.F16;
          default ->
              throw new ModelException(
                  name + ": expected to write FLOAT32 or FLOAT16, found " + type);
        };
  }

  /**
   * Writes the file. The stream is left open.
   *
   * @param metadata free text, in the header under {@code __metadata__}
   * @param tensors 16- or 32-bit floating-point arrays
   * @throws ModelException if a value has no finite counterpart in the written type
   */
  public void write(OutputStream out, Map<String, String> metadata, Map<String, NDArray> tensors)
      throws IOException {
    byte[] header = header(metadata, tensors);
    out.write(
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .array());
    out.write(header);
    try {
      tensors.forEach(
          (tensor, array) ->
              NativeArray.read(array, memory -> data(out, tensor, array.getDataType(), memory)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private byte[] header(Map<String, String> metadata, Map<String, NDArray> tensors)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      metadata(json, metadata);
      long begin = 0;
      for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
        long end = begin + tensor.getValue().size() * type.bytes();
        json.writeObjectFieldStart(tensor.getKey());
        json.writeStringField("dtype", type.name());
        array(json, "shape", tensor.getValue().getShape().getShape());
        array(json, "data_offsets", begin, end);
        json.writeEndObject();
        begin = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }

  private static void metadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    if (metadata.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("__metadata__");
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void array(JsonGenerator json, String key, long... numbers) throws IOException {
    json.writeFieldName(key);
    json.writeArray(numbers, 0, numbers.length);
  }

  private void data(OutputStream out, String tensor, DataType from, ByteBuffer memory) {
    int size = memory.remaining() / from.getNumOfBytes();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    try {
      for (int i = 0; i < size; i++) {
        put(chunk, tensor, ElementCopy.floatAt(memory, from, i));
        if (!chunk.hasRemaining()) {
          flush(out, chunk);
        }
      }
      flush(out, chunk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void put(ByteBuffer chunk, String tensor, float value) {
    if (type == ElementType.F32) {
      chunk.putFloat(value);
    } else {
      chunk.putShort(ElementCopy.half(name, tensor, value));
    }
  }

  private static void flush(OutputStream out, ByteBuffer chunk) throws IOException {
    out.write(chunk.array(), 0, chunk.position());
    chunk.clear();
  }
}
