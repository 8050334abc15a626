package io.clipstream.benchmarks;

import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessing;
import io.clipstream.model.image.Preprocessor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Encoded pictures to what the encoder takes: decoding at scale, resizing, cropping. One core. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Decoding and preprocessing of made-up photographs, on one core.")
final class DecodingBenchmark implements Callable<Integer> {
  private static final List<String> SIZES = List.of("640x480", "1920x1080", "4000x3000");
  private static final int SIDE = 224;

  @Mixin private Machine machine;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Map<String, Runnable> tasks = new LinkedHashMap<>();
    for (String size : SIZES) {
      tasks.put("jpg " + size, task("jpg", size));
    }
    tasks.put("png 640x480", task("png", "640x480"));
    Rounds rounds = machine.measure(tasks);
    Table table = new Table(spec.commandLine().getOut());
    table.line("decode and preprocess to %d, one core, %s", SIDE, machine.describe());
    for (String name : tasks.keySet()) {
      table.line(
          "%-14s %7.1f ms (best %.1f), %7.1f images/s",
          name, 1e3 * rounds.median(name), 1e3 * rounds.best(name), 1 / rounds.median(name));
    }
    return 0;
  }

  private static Runnable task(String format, String size) throws IOException {
    String[] sides = size.split("x", -1);
    byte[] bytes = picture(format, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    Preprocessor preprocessor = new Preprocessor(Preprocessing.clip(SIDE));
    return () -> {
      DecodeResult result = decoder.decode(bytes, SIDE);
      preprocessor.apply(((DecodeResult.Decoded) result).picture());
    };
  }

  /** Slopes of colour with grain: neither as easy as a plain area nor as hard as noise. */
  private static byte[] picture(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int grain = random.nextInt(24);
        int red = 200 * x / width + grain;
        int green = 200 * y / height + grain;
        int blue = (x * 7 + y * 3) % 180 + grain;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }
}
