package io.clipstream.benchmarks.onnx;

import ai.djl.ndarray.NDArray;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An ONNX graph that grows by a node at a time, written as exporters write large models: the graph
 * in one file, the weights in another beside it. Field numbers are those of onnx.proto.
 */
final class OnnxGraph implements AutoCloseable {
  /** The operator set: the first with a layer norm of its own. */
  private static final int OPERATOR_SET = 17;

  private static final int IR_VERSION = 8;

  /** Below so many bytes the graph holds an array itself: shapes must be known from it alone. */
  private static final int INLINE = 1024;

  private static final String GRAPH = "model.onnx";
  private static final String WEIGHTS = "weights.bin";

  /** ONNX's numbers for types of elements. */
  enum Type {
    FLOAT(1),
    INT64(7);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  private final Path directory;
  private final OutputStream weights;
  private final Message graph = new Message().text(2, "tower");
  private long written;
  private int names;

  /**
   * @param directory exists; gets both files
   */
  OnnxGraph(Path directory) throws IOException {
    this.directory = directory;
    this.weights = new BufferedOutputStream(Files.newOutputStream(directory.resolve(WEIGHTS)));
  }

  /** An input of a fixed shape. */
  String input(String name, Type type, long... shape) {
    graph.message(11, value(name, type, shape));
    return name;
  }

  /** A node with one output; the result names it. */
  String node(String operator, List<String> inputs, Map<String, Object> attributes) {
    return nodes(operator, inputs, attributes, 1).get(0);
  }

  /** A node without attributes. */
  String node(String operator, String... inputs) {
    return node(operator, List.of(inputs), Map.of());
  }

  /** A node with several outputs. */
  List<String> nodes(
      String operator, List<String> inputs, Map<String, Object> attributes, int outputs) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    String name = operator + "_" + names++;
    List<String> results = IntStream.range(0, outputs).mapToObj(i -> name + "_" + i).toList();
    results.forEach(result -> node.text(2, result));
    node.text(3, name).text(4, operator);
    attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
    graph.message(1, node);
    return results;
  }

  private static Message attribute(String name, Object value) {
    Message attribute = new Message().text(1, name);
    if (value instanceof Float number) {
      return attribute.number(2, number).number(20, 1);
    }
    if (value instanceof Integer number) {
      return attribute.number(3, number.longValue()).number(20, 2);
    }
    for (long number : (long[]) value) {
      attribute.number(8, number);
    }
    return attribute.number(20, 7);
  }

  /** Weights that the graph holds, float32. */
  String weight(NDArray array) {
    return initializer(Type.FLOAT, array.getShape().getShape(), array.toByteArray());
  }

  /** A number. */
  String scalar(float value) {
    return initializer(Type.FLOAT, new long[0], littleEndian(4).putFloat(value).array());
  }

  /** Whole numbers, such as the shape that another one is brought to. */
  String integers(long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return initializer(Type.INT64, new long[] {values.length}, bytes.array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String initializer(Type type, long[] shape, byte[] content) {
    String name = "initializer_" + names++;
    Message tensor = new Message();
    for (long side : shape) {
      tensor.number(1, side);
    }
    tensor.number(2, type.number).text(8, name);
    if (content.length < INLINE) {
      tensor.content(9, content);
    } else {
      append(tensor, content);
    }
    graph.message(5, tensor);
    return name;
  }

  private void append(Message tensor, byte[] content) {
    tensor.message(13, entry("location", WEIGHTS));
    tensor.message(13, entry("offset", "" + written));
    tensor.message(13, entry("length", "" + content.length));
    tensor.number(14, 1);
    try {
      weights.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + directory.resolve(WEIGHTS), e);
    }
    written += content.length;
  }

  private static Message entry(String key, String value) {
    return new Message().text(1, key).text(2, value);
  }

  private static Message value(String name, Type type, long... shape) {
    Message sides = new Message();
    for (long side : shape) {
      sides.message(1, new Message().number(1, side));
    }
    Message tensor = new Message().number(1, type.number).message(2, sides);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** Ends the graph with what it computes; the result is the file to open. */
  Path write(String output, long... shape) throws IOException {
    weights.close();
    graph.message(12, value(output, Type.FLOAT, shape));
    Message operators = new Message().text(1, "").number(2, OPERATOR_SET);
    Message model = new Message().number(1, IR_VERSION).text(2, "clipstream");
    Path file = directory.resolve(GRAPH);
    return Files.write(file, model.message(7, graph).message(8, operators).toBytes());
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
