package io.clipstream.cli.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Draws pictures into files, on all cores.
 *
 * @param folder the data set's
 */
record PictureWriter(Path folder, Rasteriser rasteriser) {
  /** Draws the concepts that {@code design} has; those without a picture are left out. */
  List<EmojiPicture> write(Design design, Drawings drawings, Map<String, Concept> concepts)
      throws IOException {
    Files.createDirectories(folder.resolve("pictures").resolve(design.name()));
    try {
      return concepts.values().parallelStream()
          .map(concept -> new EmojiPicture(design, concept))
          .filter(picture -> draw(picture, drawings))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean draw(EmojiPicture picture, Drawings drawings) {
    try {
      Optional<BufferedImage> drawn = drawings.draw(picture.concept(), rasteriser);
      if (drawn.isPresent()) {
        save(drawn.get(), folder.resolve(picture.path()));
      }
      return drawn.isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(picture.path() + ": " + e.getMessage(), e);
    }
  }

  /** Writes a PNG that is whole or not there. */
  static void save(BufferedImage image, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    if (!ImageIO.write(image, "png", part.toFile())) {
      throw new IOException("this Java writes no PNG");
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
