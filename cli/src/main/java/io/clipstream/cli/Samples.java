package io.clipstream.cli;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The pictures that come with the project, in an order that looks random and is always the same.
 */
final class Samples {
  private static final long SEED = 7;

  private Samples() {}

  /** The label set that fits them. */
  static Path labels() {
    return home().resolve("labels.yaml");
  }

  /** All of them and a few that are no pictures, over and over. */
  static PictureFeed feed() {
    List<PictureFeed.Sample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.list(home().resolve("pictures"))) {
      for (Path file : files.sorted().toList()) {
        samples.add(
            new PictureFeed.Sample(file.getFileName().toString(), Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the samples", e);
    }
    samples.addAll(odd(samples.get(0).bytes()));
    Collections.shuffle(samples, new Random(SEED));
    return new Cycle(samples);
  }

  /** What a stream also brings: made here, out of a good picture. */
  static List<PictureFeed.Sample> odd(byte[] good) {
    byte[] claims = good.clone();
    Arrays.fill(claims, 16, 24, (byte) 0x7f); // width and height of a PNG, big-endian
    return List.of(
        new PictureFeed.Sample("odd-truncated.png", Arrays.copyOf(good, good.length / 2)),
        new PictureFeed.Sample(
            "odd-text.png", "This is no picture.\n".getBytes(StandardCharsets.UTF_8)),
        new PictureFeed.Sample("odd-empty.png", new byte[0]),
        new PictureFeed.Sample("odd-claims-two-billion-pixels-a-side.png", claims));
  }

  private static Path home() {
    Path samples = Path.of(System.getProperty(BoxCheckpoint.HOME_PROPERTY, "")).resolve("samples");
    if (!Files.isDirectory(samples)) {
      throw new ModelException(
          "the sample pictures are not at "
              + samples.toAbsolutePath()
              + "; name your own with --images DIR and --labels FILE.yaml");
    }
    return samples;
  }

  private static final class Cycle implements PictureFeed {
    private final List<Sample> samples;
    private int at;

    Cycle(List<Sample> samples) {
      this.samples = List.copyOf(samples);
    }

    @Override
    public Optional<Sample> next() {
      return Optional.of(samples.get(at++ % samples.size()));
    }

    @Override
    public void close() {
      // Everything is in memory.
    }
  }
}
