package io.clipstream.cli.testing;

import io.clipstream.learning.store.Split;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    Path file = store.resolve(split.folder()).resolve("part-0-0.avro");
    Files.createDirectories(file.getParent());
    try (DataFileWriter<CaptionedImage> out =
        new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class))) {
      out.create(CaptionedImage.getClassSchema(), file.toFile());
      for (Map.Entry<String, Integer> colour : new TreeMap<>(colours).entrySet()) {
        for (int i = 0; i < count; i++) {
          out.append(
              CaptionedImage.newBuilder()
                  .setImageId(colour.getKey() + i)
                  .setImage(ByteBuffer.wrap(ColourPictures.png(colour.getValue(), seed * 1000 + i)))
                  .setCaptions(List.of(ColourPictures.caption(colour.getKey())))
                  .setCaptionedAt(Instant.EPOCH)
                  .build());
        }
      }
    }
  }
}
