package io.clipstream.model.text;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.testing.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@link NativeMemory} runs: a tokenizer's life, from its files to its end. */
public final class TokenizerLoop {
  private TokenizerLoop() {}

  /** Arguments: a directory, how many lives, and whether the native library must be loaded then. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (NDManager root = NDManager.newBaseManager("PyTorch")) {
      NativeMemory.report(root, Integer.parseInt(arguments[1]), () -> live(folder));
    }
    boolean loaded = Files.readString(Path.of("/proc/self/maps")).contains("tokenizers.so");
    if (loaded != Boolean.parseBoolean(arguments[2])) {
      throw new IllegalStateException("the native library is loaded: " + loaded);
    }
  }

  private static void live(Path folder) {
    try (Tokenizer tokenizer = Tokenizer.load(folder, 16)) {
      tokenizer.encodePadded("a red circle on the ground");
    }
  }
}
