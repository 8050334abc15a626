package io.clipstream.model.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A safetensors file in memory, to be changed by tests. */
public final class TensorFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private record Tensor(JsonNode description, ByteBuffer bytes) {}

  private TensorFile(Path path) {
    this.path = path;
  }

  /** Reads all tensors; metadata is left out. */
  public static TensorFile read(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    int header = (int) order(ByteBuffer.wrap(bytes)).getLong();
    TensorFile file = new TensorFile(path);
    JSON.readTree(bytes, 8, header)
        .properties()
        .forEach(entry -> file.add(entry.getKey(), entry.getValue(), bytes, 8 + header));
    return file;
  }

  private void add(String name, JsonNode description, byte[] bytes, int start) {
    if (!name.equals("__metadata__")) {
      int from = start + description.get("data_offsets").get(0).asInt();
      int to = start + description.get("data_offsets").get(1).asInt();
      byte[] data = Arrays.copyOfRange(bytes, from, to);
      tensors.put(name, new Tensor(description, order(ByteBuffer.wrap(data))));
    }
  }

  private static ByteBuffer order(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private Tensor tensor(String name) {
    if (!tensors.containsKey(name)) {
      throw new IllegalArgumentException(path + " has no " + name);
    }
    return tensors.get(name);
  }

  /** A number of a float32 tensor. */
  public float getFloat(String name, int index) {
    return tensor(name).bytes.getFloat(4 * index);
  }

  /** Changes a number of a float32 tensor. */
  public void setFloat(String name, int index, float value) {
    tensor(name).bytes.putFloat(4 * index, value);
  }

  /** Changes a number of an int64 tensor. */
  public void setLong(String name, int index, long value) {
    tensor(name).bytes.putLong(8 * index, value);
  }

  /** Drops all but these tensors. */
  public void keep(String... names) {
    tensors.keySet().retainAll(Arrays.asList(names));
  }

  /** Gives a tensor another name, which must be free. */
  public void rename(String from, String to) {
    Tensor tensor = tensor(from);
    if (tensors.putIfAbsent(to, tensor) != null) {
      throw new IllegalArgumentException(path + " has " + to + " already");
    }
    tensors.remove(from);
  }

  /** Writes it where it was read. */
  public void write() throws IOException {
    writeTo(path);
  }

  /** Writes it to {@code target}, which it returns. */
  public Path writeTo(Path target) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    int end = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode description = entry.getValue().description.deepCopy();
      int start = end;
      end += entry.getValue().bytes.capacity();
      description.putArray("data_offsets").add(start).add(end);
      header.set(entry.getKey(), description);
    }
    byte[] text = JSON.writeValueAsBytes(header);
    ByteBuffer all = order(ByteBuffer.allocate(8 + text.length + end));
    all.putLong(text.length).put(text);
    tensors.values().forEach(tensor -> all.put(tensor.bytes.array()));
    return Files.write(target, all.array());
  }
}
