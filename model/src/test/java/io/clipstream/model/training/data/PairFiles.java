package io.clipstream.model.training.data;

import io.clipstream.schemas.CaptionedImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes small data sets of every format. */
public final class PairFiles {
  private PairFiles() {}

  /** A PNG whose pixels follow from {@code seed}, half of it transparent. */
  public static byte[] png(int seed) {
    BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 12; x++) {
        int alpha = x < 6 ? 0xff000000 : 0x40000000;
        image.setRGB(x, y, alpha | ((seed * 7919 + y * 40503 + x * 977) & 0xffffff));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A folder with {@code count} pictures, two captions each. */
  public static Path folder(Path folder, int count) throws IOException {
    List<String> rows = new ArrayList<>(List.of("path\tcaption\tcaption"));
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      Files.write(folder.resolve(i + ".png"), png(i));
      rows.add(i + ".png\tpicture " + i + "\tthe number " + i);
    }
    Files.write(folder.resolve("captions.tsv"), rows);
    return folder;
  }

  static CaptionedImage record(String id, byte[] image, String... captions) {
    return CaptionedImage.newBuilder()
        .setImageId(id)
        .setImage(image == null ? null : ByteBuffer.wrap(image))
        .setCaptions(List.of(captions))
        .setCaptionedAt(Instant.EPOCH)
        .build();
  }

  static CaptionedImage retraction(String id) {
    return CaptionedImage.newBuilder()
        .setImageId(id)
        .setCaptionedAt(Instant.EPOCH)
        .setRetracted(true)
        .build();
  }

  static void avro(Path file, List<CaptionedImage> records) throws IOException {
    try (DataFileWriter<CaptionedImage> out =
        new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class))) {
      out.setSyncInterval(200);
      out.create(CaptionedImage.getClassSchema(), file.toFile());
      for (CaptionedImage record : records) {
        out.append(record);
      }
    }
  }

  /** Writes names and contents in turn. */
  static void tar(Path file, Object... namesAndContents) throws IOException {
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        Object content = namesAndContents[i + 1];
        byte[] bytes =
            content instanceof byte[] b ? b : ((String) content).getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry((String) namesAndContents[i]);
        entry.setSize(bytes.length);
        out.putArchiveEntry(entry);
        out.write(bytes);
        out.closeArchiveEntry();
      }
    }
  }

  /** All pairs of an epoch. */
  static List<Pair> epoch(PairSource source, long seed, int epoch) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (PairStream stream = source.stream(seed, epoch)) {
      Optional<Pair> pair = stream.next();
      while (pair.isPresent()) {
        pairs.add(pair.get());
        pair = stream.next();
      }
    }
    return pairs;
  }

  /** The first caption of each pair of an epoch. */
  static List<String> captions(PairSource source, long seed, int epoch) throws IOException {
    return epoch(source, seed, epoch).stream().map(pair -> pair.captions().get(0)).toList();
  }
}
