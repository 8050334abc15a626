package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint directory holds besides architecture and weights.
 *
 * @param files the tokenizer's files by name; kept, not copied
 * @param modelCard the text of {@code README.md}
 * @param metadata free text for the header of the weights file, such as training settings
 * @param openClipTokenizer what a configuration in the OpenCLIP layout says of the tokenizer, by
 *     key; where there is something, the checkpoint is written in that layout
 */
public record CheckpointExtras(
    Map<String, byte[]> files,
    String modelCard,
    Map<String, String> metadata,
    Map<String, JsonNode> openClipTokenizer) {
  /** Names under which the two layouts keep a tokenizer. */
  public static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.json",
          "merges.txt",
          "bpe_simple_vocab_16e6.txt.gz",
          "spiece.model");

  private static final int MAX_FILE_BYTES = 64 << 20;

  public CheckpointExtras {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    openClipTokenizer = Collections.unmodifiableMap(new TreeMap<>(openClipTokenizer));
    for (String name : files.keySet()) {
      if (!FileNames.isPlain(name)) {
        throw new ModelException("checkpoint file " + name + ": expected a plain file name");
      }
    }
  }

  /** No tokenizer and no metadata. */
  public static CheckpointExtras card(String modelCard) {
    return new CheckpointExtras(Map.of(), modelCard, Map.of(), Map.of());
  }

  /** With one more file. */
  public CheckpointExtras withFile(String name, byte[] content) {
    Map<String, byte[]> all = new TreeMap<>(files);
    all.put(name, content);
    return new CheckpointExtras(all, modelCard, metadata, openClipTokenizer);
  }

  /** With other text in the header. */
  public CheckpointExtras withMetadata(Map<String, String> other) {
    return new CheckpointExtras(files, modelCard, other, openClipTokenizer);
  }

  /**
   * With the tokenizer files found in {@code dir}, and what its configuration says of them.
   *
   * @throws ModelException if one cannot be read or exceeds 64 MiB
   */
  public CheckpointExtras withTokenizerOf(Path dir) {
    Map<String, byte[]> all = new TreeMap<>(files);
    for (String name : TOKENIZER_FILES) {
      if (Files.isRegularFile(dir.resolve(name))) {
        all.put(name, content(dir.resolve(name)));
      }
    }
    return new CheckpointExtras(all, modelCard, metadata, OpenClipTokenizer.read(dir));
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ModelException(file + ": expected at most " + MAX_FILE_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
