package io.clipstream.learning.store;

import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairSource;
import io.clipstream.model.training.data.PairStream;
import io.clipstream.model.training.data.Seeds;
import io.clipstream.model.training.data.ShuffleBuffer;
import io.clipstream.model.training.data.SkipLog;
import io.clipstream.model.training.data.SkipReason;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;

/**
 * Pairs of some files of a pair store: each content once, none that was taken back. Opening reads
 * the files once and keeps a bit a record; the pictures are read again in every epoch.
 */
public final class StorePairs implements PairSource {
  private final PairStore store;
  private final SkipLog skips;
  private final List<Part> parts;

  /** A file and which of its records are meant. */
  private record Part(StoredFile file, BitSet chosen) {}

  private StorePairs(PairStore store, SkipLog skips, List<Part> parts) {
    this.store = store;
    this.skips = skips;
    this.parts = parts;
  }

  /**
   * Reads through {@code files}. What of one of them is damaged or missing is skipped and noted.
   *
   * @param retractions as {@link PairStore#retractions} gives them
   * @param seen contents that are left out; those of this source are added
   */
  public static StorePairs open(
      PairStore store,
      List<StoredFile> files,
      Map<String, Instant> retractions,
      Set<Long> seen,
      SkipLog skips) {
    List<Part> parts = new ArrayList<>();
    for (StoredFile file : files) {
      BitSet chosen = new BitSet();
      long length = 0;
      try (DataFileStream<CaptionedImage> in = store.open(file)) {
        length = store.length(file);
        for (int i = 0; in.hasNext(); i++) {
          chosen.set(i, usable(in.next(), retractions, skips, seen));
        }
      } catch (IOException | AvroRuntimeException e) {
        skips.add(SkipReason.DAMAGED_FILE, file.path(), String.valueOf(e.getMessage()));
      }
      if (!chosen.isEmpty()) {
        parts.add(new Part(new StoredFile(file.path(), length), chosen));
      }
    }
    return new StorePairs(store, skips, parts);
  }

  private static boolean usable(
      CaptionedImage record, Map<String, Instant> retractions, SkipLog skips, Set<Long> seen) {
    if (record.getRetracted() || record.getImage() == null) {
      return false;
    }
    Instant retracted = retractions.get(record.getImageId());
    if (retracted != null && !record.getCaptionedAt().isAfter(retracted)) {
      skips.add(SkipReason.RETRACTED, record.getImageId(), "");
      return false;
    }
    return !Pair.usable(record.getCaptions()).isEmpty() && seen.add(ContentHash.ofRecord(record));
  }

  /** Number of pairs. */
  public int size() {
    return parts.stream().mapToInt(part -> part.chosen().cardinality()).sum();
  }

  /** A random {@code count} of these pairs, or all if there are not more; follows from the seed. */
  public StorePairs sample(int count, long seed) {
    int size = size();
    if (count >= size) {
      return this;
    }
    int[] order = Seeds.permutation(size, seed);
    BitSet taken = new BitSet(size);
    for (int i = 0; i < count; i++) {
      taken.set(order[i]);
    }
    List<Part> sampled = new ArrayList<>();
    int index = 0;
    for (Part part : parts) {
      BitSet chosen = new BitSet();
      for (int i = part.chosen().nextSetBit(0); i >= 0; i = part.chosen().nextSetBit(i + 1)) {
        chosen.set(i, taken.get(index++));
      }
      if (!chosen.isEmpty()) {
        sampled.add(new Part(part.file(), chosen));
      }
    }
    return new StorePairs(store, skips, sampled);
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public PairStream stream(long seed, int epoch) {
    long ofEpoch = Seeds.mix(seed, epoch);
    PairStream inOrder = new InOrder(Seeds.permutation(parts.size(), ofEpoch));
    return new ShuffleBuffer(inOrder, DEFAULT_BUFFER, Seeds.mix(ofEpoch, 1));
  }

  /** The pairs in the order of files and records, the same at every call. */
  public PairStream inOrder() {
    int[] order = new int[parts.size()];
    Arrays.setAll(order, i -> i);
    return new InOrder(order);
  }

  private final class InOrder implements PairStream {
    private final int[] order;
    private int next;
    private DataFileStream<CaptionedImage> open;
    private int record;

    private InOrder(int[] order) {
      this.order = order;
    }

    @Override
    public Optional<Pair> next() throws IOException {
      while (open != null || next < order.length) {
        Part part = parts.get(open == null ? order[next++] : order[next - 1]);
        try {
          Optional<Pair> pair = nextOf(part);
          if (pair.isPresent()) {
            return pair;
          }
        } catch (IOException | AvroRuntimeException e) {
          skips.add(SkipReason.DAMAGED_FILE, part.file().path(), String.valueOf(e.getMessage()));
        }
        close();
      }
      return Optional.empty();
    }

    private Optional<Pair> nextOf(Part part) throws IOException {
      if (open == null) {
        open = store.open(part.file());
        requireUnchanged(part);
        record = 0;
      }
      while (open.hasNext()) {
        CaptionedImage read = open.next();
        int number = record++;
        if (part.chosen().get(number) && read.getImage() != null) {
          return Optional.of(pair(part.file(), number, read));
        }
      }
      return Optional.empty();
    }

    /** After a deletion the records have other numbers. */
    private void requireUnchanged(Part part) throws IOException {
      if (store.length(part.file()) != part.file().length()) {
        throw new IOException("was replaced meanwhile");
      }
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }

  private static Pair pair(StoredFile file, int number, CaptionedImage record) {
    byte[] image = new byte[record.getImage().remaining()];
    record.getImage().duplicate().get(image);
    List<String> captions = Pair.usable(record.getCaptions());
    return new Pair(file.path() + ":" + number, () -> image, captions);
  }
}
