package io.clipstream.learning.rounds;

import java.nio.file.Path;

/** Where a round finds its parent; is told what of the round must outlive this machine. */
interface RoundCopies {
  /** All lies where the manifest says, and outlives this process there. */
  RoundCopies NONE =
      new RoundCopies() {
        @Override
        public Path parent(RoundManifest manifest) {
          return Path.of(manifest.parent());
        }

        @Override
        public void changed(RoundManifest manifest, Path work) {}
      };

  /** The parent's directory on this machine. */
  Path parent(RoundManifest manifest);

  /** The files in the folder of a round under way are others now. */
  void changed(RoundManifest manifest, Path work);
}
