package io.clipstream.cli;

import io.clipstream.model.TextFile;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The pictures that come with the project, in an order that looks random and is always the same.
 */
final class Samples {
  /** Source of pictures that the checkpoint in the box does not know; all are to be reviewed. */
  static final String TO_TEACH = "to-teach";

  private static final String LEARN = "learn/";
  private static final long SEED = 7;
  private static final int MAX_BYTES = 1 << 20;

  private Samples() {}

  /** The label set that fits them. */
  static Path labels() {
    return home().resolve("labels.yaml");
  }

  /** Said before they are shown to the checkpoint in the box. */
  static String notice() {
    return "the checkpoint in the box is a small model of drawings, and the stream shows the "
        + streamed().size()
        + " samples that it gets right and "
        + lines("teach.txt").size()
        + " of things that it was never shown, which you can teach it on the page; of other pictures"
        + " it gets many wrong"
        + " ('model download' brings a published checkpoint)";
  }

  /** Names of those that the checkpoint in the box tags rightly. */
  static List<String> streamed() {
    return lines("stream.txt");
  }

  /** Pictures of what it was never shown, by their paths, and where they are from. */
  static Map<String, String> unknown() {
    return lines("teach.txt").stream()
        .collect(
            Collectors.toMap(
                path -> path,
                path -> path.startsWith(LEARN + "teach/") ? TO_TEACH : "demo",
                (a, b) -> a,
                LinkedHashMap::new));
  }

  private static List<String> lines(String file) {
    return TextFile.lines(home().resolve(file), MAX_BYTES).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /**
   * Those that the checkpoint in the box gets right, those that it does not know and a few that are
   * no pictures, over and over.
   */
  static PictureFeed feed() {
    List<PictureFeed.Sample> samples = new ArrayList<>();
    try {
      for (String name : streamed()) {
        Path file = home().resolve("pictures").resolve(name);
        samples.add(new PictureFeed.Sample(name, Files.readAllBytes(file)));
      }
      for (Map.Entry<String, String> each : unknown().entrySet()) {
        Path file = home().resolve(each.getKey());
        String id = String.valueOf(file.getFileName());
        samples.add(new PictureFeed.Sample(id, Files.readAllBytes(file), each.getValue()));
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
      throw new ResourceException(
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
