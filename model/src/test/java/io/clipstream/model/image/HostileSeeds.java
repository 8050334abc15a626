package io.clipstream.model.image;

import java.util.ArrayList;
import java.util.List;

/** Pictures to begin fuzzing with: one of every kind, and some that mean ill. */
public final class HostileSeeds {
  private HostileSeeds() {}

  public static List<byte[]> pictures() {
    List<byte[]> pictures = new ArrayList<>(Samples.ofEveryFormat().values());
    HostilePictures hostile = new HostilePictures(77);
    while (pictures.size() < 200) {
      byte[] picture = hostile.next();
      if (picture.length < 4_000) {
        pictures.add(picture);
      }
    }
    return pictures;
  }

  public static List<byte[]> jpegs() {
    return pictures().stream()
        .filter(picture -> picture.length > 1 && picture[0] == (byte) 0xff)
        .toList();
  }
}
