package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code weight_map} of a sharded checkpoint: which file holds which tensor. */
final class ShardIndex {
  private static final int MAX_BYTES = 16 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ShardIndex() {}

  /**
   * Reads an index.
   *
   * @return shard file names by tensor name
   * @throws ModelException if it is no index, or names a file outside its own directory
   */
  static Map<String, String> read(Path index) {
    JsonNode map = parse(index).get("weight_map");
    if (map == null || !map.isObject() || map.isEmpty()) {
      throw new ModelException(index + ": expected an object weight_map of tensors, found none");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    map.fields()
        .forEachRemaining(
            entry -> shards.put(entry.getKey(), checked(index, entry.getValue().asText())));
    return shards;
  }

  private static String checked(Path index, String shard) {
    if (!FileNames.isPlain(shard) || !shard.endsWith(".safetensors")) {
      throw new ModelException(
          index
              + ": expected the names of safetensors files beside it, found "
              + Printable.text(shard));
    }
    return shard;
  }

  private static JsonNode parse(Path index) {
    try (InputStream in = Files.newInputStream(index)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ModelException(index + ": expected at most " + MAX_BYTES + " bytes");
      }
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new ModelException(index + ": no valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(index + " cannot be read: " + e.getMessage(), e);
    }
  }
}
