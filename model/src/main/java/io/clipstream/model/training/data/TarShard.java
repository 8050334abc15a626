package io.clipstream.model.training.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.model.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** One tar of samples, read from front to back. */
final class TarShard implements PairStream {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LARGEST_TEXT = 1 << 20;
  private static final Set<String> PICTURES =
      Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff");

  private final Path file;
  private final SkipLog skips;
  private final TarArchiveInputStream tar;
  private final Set<String> incomplete = new HashSet<>();
  private TarArchiveEntry ahead;

  /** A sample as far as its files were met. */
  private static final class Sample {
    private final String key;
    private final List<String> captions = new ArrayList<>();
    private byte[] picture;
    private String trouble = "";

    private Sample(String key) {
      this.key = key;
    }
  }

  TarShard(Path file, SkipLog skips) throws IOException {
    this.file = file;
    this.skips = skips;
    tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    try {
      ahead = nextFile();
    } catch (IOException | RuntimeException e) {
      tar.close();
      throw e;
    }
  }

  @Override
  public Optional<Pair> next() throws IOException {
    while (ahead != null) {
      Optional<Pair> pair = pair(nextSample());
      if (pair.isPresent()) {
        return pair;
      }
    }
    return Optional.empty();
  }

  private Sample nextSample() throws IOException {
    Sample sample = new Sample(key(ahead.getName()));
    while (ahead != null && key(ahead.getName()).equals(sample.key)) {
      read(sample, extension(ahead.getName()));
      ahead = nextFile();
    }
    return sample;
  }

  private void read(Sample sample, String extension) throws IOException {
    boolean picture = PICTURES.contains(extension);
    boolean text = extension.equals("txt") || extension.equals("json");
    if (!picture && !text) {
      return;
    }
    int limit = picture ? ImageLimits.DEFAULT.bytes() : LARGEST_TEXT;
    if (ahead.getSize() > limit) {
      sample.trouble =
          extension + " has " + ahead.getSize() + " bytes, at most " + limit + " are read";
      return;
    }
    byte[] content = readWhole();
    if (picture) {
      sample.picture = content;
    } else if (extension.equals("txt")) {
      sample.captions.add(new String(content, StandardCharsets.UTF_8));
    } else {
      addCaptions(sample, content);
    }
  }

  /** A tar's header may promise more than the file has; then nothing is allocated for it. */
  private byte[] readWhole() throws IOException {
    byte[] content = tar.readNBytes((int) ahead.getSize());
    if (content.length < ahead.getSize()) {
      throw new IOException("ends early, in " + ahead.getName());
    }
    return content;
  }

  private static void addCaptions(Sample sample, byte[] json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node.path("caption").isTextual()) {
        sample.captions.add(node.get("caption").asText());
      }
      node.path("captions").forEach(caption -> sample.captions.add(caption.asText()));
    } catch (IOException e) {
      sample.trouble = "its json is damaged";
    }
  }

  private Optional<Pair> pair(Sample sample) {
    String id = file + ":" + sample.key;
    List<String> captions = Pair.usable(sample.captions);
    if ((sample.picture == null || captions.isEmpty()) && !incomplete.add(sample.key)) {
      skips.add(SkipReason.APART, id, "");
    }
    if (sample.picture == null) {
      skips.add(SkipReason.NO_PICTURE, id, sample.trouble);
      return Optional.empty();
    }
    if (captions.isEmpty()) {
      skips.add(SkipReason.NO_CAPTION, id, sample.trouble);
      return Optional.empty();
    }
    byte[] picture = sample.picture;
    return Optional.of(new Pair(id, () -> picture, captions));
  }

  private TarArchiveEntry nextFile() throws IOException {
    TarArchiveEntry entry = tar.getNextEntry();
    while (entry != null && !entry.isFile()) {
      entry = tar.getNextEntry();
    }
    return entry;
  }

  private static String key(String path) {
    int dot = path.indexOf('.', path.lastIndexOf('/') + 1);
    return dot < 0 ? path : path.substring(0, dot);
  }

  private static String extension(String path) {
    return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
