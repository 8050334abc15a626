package io.clipstream.benchmarks;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.encoder.Processor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of a benchmark found, with all that it depends on, for programs to read. */
final class Report {
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Map<String, Object>> results = new ArrayList<>();

  Report(String benchmark, String conditions) {
    fields.put("benchmark", benchmark);
    fields.put("processor", Processor.name());
    fields.put("conditions", conditions);
    fields.put("java", System.getProperty("java.version"));
    fields.put("pytorch", Engine.getEngine("PyTorch").getVersion());
    fields.put("peer", OnnxPeer.version());
    fields.put("results", results);
  }

  void add(Map<String, Object> result) {
    results.add(result);
  }

  /**
   * @param file null for none
   */
  void write(Path file) throws IOException {
    if (file != null) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(file.toFile(), fields);
    }
  }
}
