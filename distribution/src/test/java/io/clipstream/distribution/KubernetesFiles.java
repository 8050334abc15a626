package io.clipstream.distribution;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The archive's files for Kubernetes, read as strictly as its types allow. */
final class KubernetesFiles {
  static final Path BASE = Path.of("src/main/archive/kubernetes/base");
  static final Path GPU = Path.of("src/main/archive/kubernetes/gpu");

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private KubernetesFiles() {}

  static List<JsonNode> documents(Path file) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll();
    }
  }

  /** The one document of a kind. */
  static JsonNode document(Path file, String kind) throws IOException {
    return documents(file).stream()
        .filter(document -> document.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no " + kind));
  }

  /**
   * An object of a type that knows every field of the document. Kubernetes' own types take unknown
   * fields in: so what they make of a document is compared with it.
   */
  static <T> T strictly(JsonNode document, Class<T> type) throws IOException {
    T read = YAML.treeToValue(document, type);
    requireAllKnown(document, read, type.getSimpleName());
    return read;
  }

  private static void requireAllKnown(JsonNode document, Object read, String at) {
    if (read instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        requireAllKnown(document.get(i), list.get(i), at + "[" + i + "]");
      }
    } else if (document.isObject()) {
      requireNoOthers(read, at);
      document
          .fieldNames()
          .forEachRemaining(
              name ->
                  property(read, name)
                      .forEach(
                          value -> requireAllKnown(document.get(name), value, at + "." + name)));
    }
  }

  private static void requireNoOthers(Object read, String at) {
    property(read, "additionalProperties")
        .forEach(
            others -> {
              if (!others.toString().equals("{}")) {
                throw new AssertionError(at + " does not know " + others);
              }
            });
  }

  /** The value, if there is such a getter and it gives one. */
  private static Stream<Object> property(Object read, String name) {
    String getter = "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    try {
      return Stream.ofNullable(read.getClass().getMethod(getter).invoke(read));
    } catch (NoSuchMethodException e) {
      return Stream.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("kustomization.yaml"))
          .sorted()
          .toList();
    }
  }
}
