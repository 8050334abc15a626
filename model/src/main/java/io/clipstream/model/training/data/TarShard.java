package io.clipstream.model.training.data;

import io.clipstream.model.image.ImageLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** One tar of samples, read from front to back; how it is packed is told by its first bytes. */
final class TarShard implements PairStream {
  private static final int LARGEST_TEXT = 1 << 20;
  private static final int BUFFER = 1 << 16;
  private static final int RECORD = TarConstants.DEFAULT_RCDSIZE;

  private final Path file;
  private final SkipLog skips;
  private final InputStream raw;
  private final TarArchiveInputStream tar;
  private final Set<String> incomplete = new HashSet<>();
  private final Map<String, Integer> met = new HashMap<>();
  private TarMember ahead;

  TarShard(Path file, SkipLog skips) throws IOException {
    this.file = file;
    this.skips = skips;
    raw = open(file);
    // Blocks of one record, so that nothing behind the end is read with the last one.
    tar = new TarArchiveInputStream(raw, RECORD, RECORD, StandardCharsets.UTF_8.name());
    try {
      ahead = nextMember();
      if (tar.getBytesRead() == 0) {
        throw new IOException("is empty");
      }
    } catch (IOException | RuntimeException e) {
      tar.close();
      throw e;
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(TarPacking.MOST_BYTES);
      Optional<TarPacking> packing = TarPacking.of(in.readNBytes(TarPacking.MOST_BYTES));
      in.reset();
      return packing.isPresent() ? packing.get().unpacked(in) : in;
    } catch (IOException e) {
      in.close();
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

  private TarSample nextSample() throws IOException {
    TarSample sample = new TarSample(ahead.key());
    while (ahead != null && sample.takes(ahead)) {
      sample.note(ahead);
      if (sample.wants(ahead)) {
        read(sample, ahead);
      }
      ahead = nextMember();
    }
    return sample;
  }

  private void read(TarSample sample, TarMember member) throws IOException {
    int limit = member.isPicture() ? ImageLimits.DEFAULT.bytes() : LARGEST_TEXT;
    long size = member.size();
    if (member.isLink()) {
      sample.trouble(member.field() + " is a link; make the tar with --dereference");
    } else if (size > limit) {
      sample.trouble(member.field() + " has " + size + " bytes, at most " + limit + " are read");
    } else {
      sample.add(member, readWhole(member));
    }
  }

  /** A tar's header may promise more than the file has; then nothing is allocated for it. */
  private byte[] readWhole(TarMember member) throws IOException {
    byte[] content = tar.readNBytes((int) member.size());
    if (content.length < member.size()) {
      throw new IOException("ends early, in " + member.name());
    }
    return content;
  }

  private Optional<Pair> pair(TarSample sample) {
    String id = id(sample.key());
    List<String> captions = sample.captions();
    if (sample.hasPicture() && !captions.isEmpty()) {
      byte[] picture = sample.picture();
      return Optional.of(new Pair(id, () -> picture, captions));
    }
    passOver(sample, id);
    return Optional.empty();
  }

  /** Samples of one key are told apart: by its id a picture is kept. */
  private String id(String key) {
    int times = met.merge(key, 1, Integer::sum);
    return file + ":" + key + (times == 1 ? "" : "#" + times);
  }

  private void passOver(TarSample sample, String id) {
    boolean nothing = !sample.hasPicture() && sample.captions().isEmpty();
    if (nothing && !sample.misread().isEmpty()) {
      sample.misread().forEach(this::passOver);
      return;
    }
    if (!incomplete.add(sample.key())) {
      skips.add(SkipReason.APART, file + ":" + sample.key(), "");
    }
    skips.add(
        sample.hasPicture() ? SkipReason.NO_CAPTION : SkipReason.NO_PICTURE, id, sample.trouble());
  }

  private void passOver(TarMember misread) {
    skips.add(
        SkipReason.NO_KEY,
        file + ":" + misread.name(),
        "its key is '%s', its field '%s'".formatted(misread.key(), misread.field()));
  }

  private TarMember nextMember() throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Optional<TarMember> member = entry.isFile() ? TarMember.of(entry) : Optional.empty();
      if (member.isPresent()) {
        return member.get();
      }
      if (entry.isFile()) {
        skips.add(SkipReason.NO_KEY, file + ":" + entry.getName(), "");
      }
    }
    checkEnd();
    return null;
  }

  /** What follows the end was put there by {@code cat}, and would be lost without a word. */
  private void checkEnd() throws IOException {
    byte[] rest = new byte[BUFFER];
    for (int n = raw.read(rest); n >= 0; n = raw.read(rest)) {
      if (IntStream.range(0, n).anyMatch(i -> rest[i] != 0)) {
        skips.add(
            SkipReason.DAMAGED_FILE,
            file.toString(),
            "goes on behind its end, as after cat; put tars together with tar --concatenate");
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
