package io.clipstream.model.checkpoint;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The reference checkpoints among the test resources. */
final class Golden {
  static final Path VIT_HF = path("vit-hf");
  static final Path VIT_OPENCLIP = path("vit-openclip");
  static final Path RN_OPENCLIP = path("rn-openclip");

  static final Path SIGLIP_HF = path("siglip-hf");

  private Golden() {}

  private static Path path(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + name + "/expected.safetensors").toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
