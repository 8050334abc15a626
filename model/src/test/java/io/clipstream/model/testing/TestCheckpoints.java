package io.clipstream.model.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Checkpoint directories for tests. */
public final class TestCheckpoints {
  private TestCheckpoints() {}

  /** A reference checkpoint among the resources. */
  public static Path golden(String name) {
    try {
      return Path.of(
              TestCheckpoints.class
                  .getResource("/golden/" + name + "/expected.safetensors")
                  .toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Copies the files of a directory into another. */
  public static void copy(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /**
   * Makes {@code dir} the reference checkpoint in the HuggingFace layout, with a vocabulary that
   * merges nothing: 512 byte symbols and both markers.
   */
  public static Path withVocabulary(Path dir) throws IOException {
    copy(golden("vit-hf"), dir);
    Path vocabulary = dir.resolve("bpe_simple_vocab_16e6.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(vocabulary))) {
      out.write("#version: none\n".getBytes(StandardCharsets.US_ASCII));
    }
    return dir;
  }
}
