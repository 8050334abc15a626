package io.clipstream.cli.testing;

import io.clipstream.learning.store.Split;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/** Files of pair stores. */
public final class Pairs {
  private Pairs() {}

  /** Writes {@code count} pairs of each colour as one file. */
  public static void write(
      Path store, Split split, Map<String, Integer> colours, int count, long seed)
      throws IOException {
    List<CaptionedImage> pairs = new ArrayList<>();
    for (Map.Entry<String, Integer> colour : new TreeMap<>(colours).entrySet()) {
      for (int i = 0; i < count; i++) {
        byte[] png = ColourPictures.png(colour.getValue(), seed * 1000 + i);
        pairs.add(of(colour.getKey() + i, png, ColourPictures.caption(colour.getKey())));
      }
    }
    write(store, split, pairs);
  }

  public static CaptionedImage of(String id, byte[] image, String caption) {
    return CaptionedImage.newBuilder()
        .setImageId(id)
        .setImage(ByteBuffer.wrap(image))
        .setCaptions(List.of(caption))
        .setCaptionedAt(Instant.EPOCH)
        .build();
  }

  /** Writes pairs as one file. */
  public static void write(Path store, Split split, List<CaptionedImage> pairs) throws IOException {
    Path file = store.resolve(split.folder()).resolve("part-0-0.avro");
    Files.createDirectories(file.getParent());
    try (DataFileWriter<CaptionedImage> out =
        new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class))) {
      out.create(CaptionedImage.getClassSchema(), file.toFile());
      for (CaptionedImage pair : pairs) {
        out.append(pair);
      }
    }
  }
}
