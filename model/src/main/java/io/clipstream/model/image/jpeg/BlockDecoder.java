package io.clipstream.model.image.jpeg;

/** Decodes one block after the other of a scan. */
interface BlockDecoder {
  void decode(Component component, int row, int column);

  /** Forgets what was carried from block to block; predictions are reset by the caller. */
  void restart();
}
