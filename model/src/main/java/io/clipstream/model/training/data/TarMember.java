package io.clipstream.model.training.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * A file of a tar by the WebDataset convention: what stands before the first dot of the last path
 * element is the key of its sample, what follows is its field.
 *
 * @param field lower case
 */
record TarMember(TarArchiveEntry entry, String key, String field) {
  /** Fields that are pictures; where a sample has several, the first of these is taken. */
  static final List<String> PICTURES =
      List.of("jpg", "png", "jpeg", "webp", "gif", "bmp", "tif", "tiff");

  /** A text that is one caption. */
  static final String TEXT = "txt";

  /** An object with a {@code caption} or {@code captions}. */
  static final String JSON = "json";

  /** Empty where the name has no key or no field, as have hidden files and those without a dot. */
  static Optional<TarMember> of(TarArchiveEntry entry) {
    String name = entry.getName();
    int last = name.lastIndexOf('/') + 1;
    int dot = name.indexOf('.', last);
    return dot <= last
        ? Optional.empty()
        : Optional.of(
            new TarMember(
                entry, name.substring(0, dot), name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  boolean isPicture() {
    return PICTURES.contains(field);
  }

  boolean isText() {
    return field.equals(TEXT) || field.equals(JSON);
  }

  /** Whether another file of this ending would be read: {@code 05.png} of {@code 22.05.png}. */
  boolean looksRead() {
    String ending = field.substring(field.lastIndexOf('.') + 1);
    return PICTURES.contains(ending) || ending.equals(TEXT) || ending.equals(JSON);
  }

  /** Whether it has no content of its own. */
  boolean isLink() {
    return entry.isLink() || entry.isSymbolicLink();
  }

  String name() {
    return entry.getName();
  }

  /** Its bytes, with the holes of a sparse file, which tar leaves out. */
  long size() {
    return entry.getRealSize();
  }
}
