package io.clipstream.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a hub holds under a revision, and what of it makes a checkpoint.
 *
 * @param commit the commit that the revision stood for when it was asked
 * @param files every file at the top level, by name
 */
record HubListing(String commit, Map<String, HubFile> files) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");

  /** Larger than any checkpoint; as many files as a listing can name have less than 2^63 bytes. */
  private static final long MAX_FILE_BYTES = 1L << 42;

  private static final Set<String> EVERY_LAYOUT = Set.of("README.md", "LICENSE", "LICENSE.txt");

  /**
   * One file.
   *
   * @param name plain, in the top level
   * @param bytes its size
   * @param sha256 of a large file, or null
   * @param blob the git object id of a small file, or null
   */
  record HubFile(String name, long bytes, String sha256, String blob) {}

  /**
   * Reads the hub's answer.
   *
   * @throws ModelException if it is no listing, or names a file that would leave the directory
   */
  static HubListing parse(String subject, byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      String commit = root.path("sha").asText();
      if (!COMMIT.matcher(commit).matches() || !root.path("siblings").isArray()) {
        throw new ModelException(
            subject + ": expected a commit and a list of files from the hub, found neither");
      }
      Map<String, HubFile> files = new TreeMap<>();
      for (JsonNode sibling : root.path("siblings")) {
        add(subject, sibling, files);
      }
      return new HubListing(commit, files);
    } catch (JsonProcessingException e) {
      throw new ModelException(subject + ": the hub's answer is no valid JSON", e);
    } catch (IOException e) {
      throw new ModelException(subject + ": the hub's answer cannot be read", e);
    }
  }

  private static void add(String subject, JsonNode sibling, Map<String, HubFile> files) {
    String name = sibling.path("rfilename").asText();
    if (leaves(name)) {
      throw new ModelException(
          subject
              + ": expected file names that stay in the directory, found "
              + Printable.text(name)
              + "; nothing was downloaded");
    }
    if (!FileNames.isPlain(name)) {
      return; // hidden files and subdirectories hold nothing that a checkpoint needs
    }
    JsonNode large = sibling.path("lfs");
    String sha256 = matching(large.path("sha256"), SHA256);
    String blob = large.isObject() ? null : matching(sibling.path("blobId"), COMMIT);
    long bytes = bytes((large.isObject() ? large : sibling).path("size"));
    files.put(name, new HubFile(name, bytes, sha256, blob));
  }

  /** A size that is one, or -1: those of all files together must not overflow either. */
  private static long bytes(JsonNode size) {
    boolean plain = size.isIntegralNumber() && size.canConvertToLong();
    return plain && size.longValue() <= MAX_FILE_BYTES ? size.longValue() : -1;
  }

  private static boolean leaves(String name) {
    return name.isEmpty()
        || name.startsWith("/")
        || name.contains("\\")
        || name.contains(":")
        || List.of(name.split("/", -1)).contains("..");
  }

  private static String matching(JsonNode node, Pattern pattern) {
    return pattern.matcher(node.asText()).matches() ? node.asText() : null;
  }

  /**
   * The files of one layout: the HuggingFace one where the hub holds both.
   *
   * @throws ModelException if neither layout is complete, or a file comes without size and hash
   */
  List<HubFile> checkpoint(String subject) {
    List<HubFile> wanted = new ArrayList<>();
    Layout layout = layout(subject);
    for (HubFile file : files.values()) {
      if (isWanted(file.name(), layout)) {
        wanted.add(checked(subject, file));
      }
    }
    return wanted;
  }

  private Layout layout(String subject) {
    for (Layout layout : Layout.values()) {
      boolean weights =
          files.containsKey(layout.weightsFile())
              || files.containsKey(layout.weightsFile() + TensorFiles.INDEX_SUFFIX);
      if (weights && files.containsKey(layout.configFile())) {
        return layout;
      }
    }
    throw new ModelException(
        subject
            + ": expected config.json with model.safetensors, or open_clip_config.json with"
            + " open_clip_model.safetensors, found "
            + Printable.text(files.keySet().toString())
            + "; pickled weights are never read, another revision may hold safetensors");
  }

  private boolean isWanted(String name, Layout layout) {
    if (EVERY_LAYOUT.contains(name) || CheckpointExtras.TOKENIZER_FILES.contains(name)) {
      return true;
    }
    if (name.equals(layout.configFile()) || name.equals(layout.weightsFile())) {
      return true;
    }
    if (layout != Layout.HUGGING_FACE) {
      return false;
    }
    boolean sharded = !files.containsKey(layout.weightsFile());
    return name.equals(PreprocessingFiles.HUGGING_FACE)
        || name.equals(PreprocessingFiles.PROCESSOR)
        || sharded && name.equals(layout.weightsFile() + TensorFiles.INDEX_SUFFIX)
        || sharded && SHARD.matcher(name).matches();
  }

  private static HubFile checked(String subject, HubFile file) {
    if (file.bytes() < 0 || file.sha256() == null && file.blob() == null) {
      throw new ModelException(
          "%s: expected a hash of %s and a size of at most %d bytes from the hub, found neither"
              .formatted(subject, file.name(), MAX_FILE_BYTES));
    }
    return file;
  }
}
