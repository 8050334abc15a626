package io.clipstream.benchmarks;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.encoder.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of a benchmark found, with all that it depends on, for programs to read. */
final class Report {
  private final List<Map<String, Object>> results = new ArrayList<>();

  /** A line of the table in numbers, with what they are of. */
  void add(Map<String, Object> result) {
    results.add(result);
  }

  /**
   * @param arguments with which the benchmark was called
   * @param table as it was printed
   */
  void write(Path file, String benchmark, List<String> arguments, List<String> table)
      throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("benchmark", benchmark);
    fields.put("arguments", arguments);
    fields.put("processor", Processor.name());
    fields.put("conditions", Machine.now());
    fields.put("kernels", Kernels.pinned().toString());
    fields.put("java", System.getProperty("java.version"));
    fields.put("pytorch", Engine.getEngine("PyTorch").getVersion());
    fields.put("peer", OnnxPeer.version());
    fields.put("results", results);
    fields.put("table", table);
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), fields);
  }
}
