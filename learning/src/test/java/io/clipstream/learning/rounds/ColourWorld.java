package io.clipstream.learning.rounds;

import io.clipstream.learning.store.Split;
import io.clipstream.model.Activation;
import io.clipstream.model.CausalTextTransformer;
import io.clipstream.model.ClipConfig;
import io.clipstream.model.ConvNeXt;
import io.clipstream.model.SiglipTextTransformer;
import io.clipstream.model.SiglipVisionTransformer;
import io.clipstream.model.VisionTransformer;
import io.clipstream.model.testing.SmallCheckpoint;
import io.clipstream.model.text.BytePairTrainer;
import io.clipstream.schemas.CaptionedImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A world in which pictures show a colour and captions name it: small enough to learn in a test.
 * Other modules' tests use it too.
 */
public final class ColourWorld {
  public static final Map<String, Integer> OLD =
      Map.of("red", 0xd02020, "green", 0x20a020, "blue", 0x2020d0, "white", 0xf0f0f0);
  public static final Map<String, Integer> NEW = Map.of("mauve", 0xb070d0, "amber", 0xf0b020);

  private ColourWorld() {}

  private static ClipConfig config() {
    Activation quick = Activation.QUICK_GELU;
    return new ClipConfig(
        16,
        new VisionTransformer(16, 8, 32, 1, 2, 64, quick, 1e-5),
        new CausalTextTransformer(
            16,
            BytePairTrainer.SMALLEST_VOCABULARY,
            32,
            1,
            2,
            64,
            quick,
            1e-5,
            CausalTextTransformer.HIGHEST_ID));
  }

  /** A model that knows nothing, with a vocabulary of bytes. */
  public static Path untrained(Path target) {
    return SmallCheckpoint.write(target, 1, config()).directory();
  }

  /** The same as SigLIP, and as SigLIP 2 with its vocabulary. */
  public static Path untrainedSiglip(Path target, boolean second) {
    Activation tanh = Activation.GELU_TANH;
    ClipConfig config =
        new ClipConfig(
            32,
            new SiglipVisionTransformer(16, 8, 32, 1, 2, 64, tanh, 1e-6),
            new SiglipTextTransformer(16, SmallCheckpoint.WORDS, 32, 1, 2, 64, tanh, 1e-6),
            true);
    return (second
            ? SmallCheckpoint.writeSiglip2(target, 1, config)
            : SmallCheckpoint.writeSiglip(target, 1, config))
        .directory();
  }

  /** The same with a ConvNeXt for its pictures. */
  public static Path untrainedConvNeXt(Path target) {
    ConvNeXt image =
        new ConvNeXt(
            32,
            List.of(1, 1, 1, 1),
            List.of(8, 12, 16, 24),
            1e-6,
            1e-6,
            ConvNeXt.Projection.LINEAR);
    return SmallCheckpoint.write(target, 1, new ClipConfig(16, image, config().text())).directory();
  }

  /** One with XLM-RoBERTa's text tower and kind of vocabulary. */
  public static Path untrainedRoberta(Path target) {
    return SmallCheckpoint.writeXlmRoberta(target, 1).directory();
  }

  /** A picture of about that colour, different for every seed. */
  public static byte[] picture(int rgb, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    int shift = random.nextInt(-18, 19);
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 20; x++) {
        int noise = shift + random.nextInt(-25, 26);
        image.setRGB(
            x, y, noisy(rgb >> 16, noise) << 16 | noisy(rgb >> 8, noise) << 8 | noisy(rgb, noise));
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

  private static int noisy(int level, int noise) {
    return Math.max(0, Math.min(255, (level & 0xff) + noise));
  }

  public static CaptionedImage pair(String id, byte[] image, String caption) {
    return CaptionedImage.newBuilder()
        .setImageId(id)
        .setImage(ByteBuffer.wrap(image))
        .setCaptions(List.of(caption))
        .setCaptionedAt(Instant.EPOCH)
        .build();
  }

  public static CaptionedImage retraction(String id, Instant at) {
    return CaptionedImage.newBuilder().setImageId(id).setCaptionedAt(at).setRetracted(true).build();
  }

  /** {@code count} pairs of each colour, colours in turn. */
  public static List<CaptionedImage> pairs(Map<String, Integer> colours, int count, long seed) {
    List<CaptionedImage> pairs = new ArrayList<>();
    List<String> names = colours.keySet().stream().sorted().toList();
    for (int i = 0; i < count * names.size(); i++) {
      String name = names.get(i % names.size());
      byte[] image = picture(colours.get(name), seed * 100_000 + i);
      pairs.add(pair(seed + "-" + i, image, "a " + name + " square"));
    }
    return pairs;
  }

  /** Writes a file of the pair store. */
  public static void write(Path store, Split split, String name, List<CaptionedImage> pairs) {
    Path file = store.resolve(split.folder()).resolve(name);
    try (DataFileWriter<CaptionedImage> out =
        new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class))) {
      Files.createDirectories(file.getParent());
      out.create(CaptionedImage.getClassSchema(), file.toFile());
      for (CaptionedImage pair : pairs) {
        out.append(pair);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of pictures with captions.tsv and a table of classes, {@code classes.tsv}. */
  public static Path folder(Path folder, Map<String, Integer> colours, int count, long seed) {
    List<String> captions = new ArrayList<>(List.of("path\tcaption"));
    List<String> classes = new ArrayList<>(List.of("path\tclass"));
    try {
      Files.createDirectories(folder);
      for (CaptionedImage pair : pairs(colours, count, seed)) {
        String caption = pair.getCaptions().get(0);
        Files.write(folder.resolve(pair.getImageId() + ".png"), pair.getImage().array());
        captions.add(pair.getImageId() + ".png\t" + caption);
        classes.add(pair.getImageId() + ".png\t" + caption);
      }
      Files.write(folder.resolve("captions.tsv"), captions);
      Files.write(folder.resolve("classes.tsv"), classes);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
