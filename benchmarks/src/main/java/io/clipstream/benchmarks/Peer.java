package io.clipstream.benchmarks;

import io.clipstream.benchmarks.onnx.OnnxPeer;
import io.clipstream.model.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime with a folder for its graph, or nothing. */
record Peer(Optional<OnnxPeer> onnx, Path folder) implements AutoCloseable {
  /** Writes a graph into a folder and opens it. */
  interface Opening {
    OnnxPeer in(Path folder) throws Exception;
  }

  static Peer of(boolean wanted, Opening opening) throws Exception {
    Path folder = Files.createTempDirectory("onnx");
    return new Peer(wanted ? Optional.of(opening.in(folder)) : Optional.empty(), folder);
  }

  void addTo(Map<String, Runnable> tasks) {
    onnx.ifPresent(
        peer ->
            tasks.put(
                TowerRounds.PEER,
                () -> {
                  float[][] unused = peer.features();
                }));
  }

  @Override
  public void close() throws Exception {
    if (onnx.isPresent()) {
      onnx.get().close();
    }
    Folders.delete(folder);
  }
}
