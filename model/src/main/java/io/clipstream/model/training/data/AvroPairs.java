package io.clipstream.model.training.data;

import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Avro container files of {@link CaptionedImage}, in the order of their names. A retraction takes
 * back the pairs of its picture that come before it, in this file or an earlier one.
 */
public final class AvroPairs implements PairSource {
  private static final Schema ID_AND_RETRACTED =
      SchemaBuilder.record("CaptionedImage")
          .namespace("io.clipstream.schemas")
          .fields()
          .name("imageId")
          .type()
          .stringBuilder()
          .prop("avro.java.string", "String")
          .endString()
          .noDefault()
          .name("retracted")
          .type()
          .booleanType()
          .booleanDefault(false)
          .endRecord();

  private final String name;
  private final List<Path> files;
  private final int buffer;
  private final SkipLog skips;
  private final Map<String, Place> retractions;

  /** Where a record stands: number of its file, number in the file. */
  private record Place(int file, long record) {
    boolean isAfter(Place other) {
      return file > other.file || (file == other.file && record > other.record);
    }
  }

  private AvroPairs(
      String name, List<Path> files, int buffer, SkipLog skips, Map<String, Place> retractions) {
    this.name = name;
    this.files = files;
    this.buffer = buffer;
    this.skips = skips;
    this.retractions = retractions;
  }

  /** Opens {@code files} and passes over them once for their retractions; no picture is read. */
  static AvroPairs open(String name, List<Path> files, int buffer, SkipLog skips) {
    Map<String, Place> retractions = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      collectRetractions(i, files.get(i), retractions, skips);
    }
    return new AvroPairs(name, List.copyOf(files), buffer, skips, retractions);
  }

  private static void collectRetractions(
      int file, Path path, Map<String, Place> retractions, SkipLog skips) {
    // Read with a schema of two fields, Avro steps over the pictures.
    try (DataFileReader<GenericRecord> in =
        new DataFileReader<>(path.toFile(), new GenericDatumReader<>(null, ID_AND_RETRACTED))) {
      for (long i = 0; in.hasNext(); i++) {
        GenericRecord record = in.next();
        if ((boolean) record.get("retracted")) {
          retractions.put(record.get("imageId").toString(), new Place(file, i));
        }
      }
    } catch (IOException | AvroRuntimeException e) {
      damaged(path, e, skips);
    }
  }

  private static void damaged(Path path, Exception e, SkipLog skips) {
    skips.add(SkipReason.DAMAGED_FILE, path.toString(), String.valueOf(e.getMessage()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PairStream stream(long seed, int epoch) {
    long ofEpoch = Seeds.mix(seed, epoch);
    PairStream inOrder = new Files(Seeds.permutation(files.size(), ofEpoch));
    return new ShuffleBuffer(inOrder, buffer, Seeds.mix(ofEpoch, 1));
  }

  /** The files one after the other; what follows damage in a file is lost, the next is read. */
  private final class Files implements PairStream {
    private final int[] order;
    private int next;
    private DataFileReader<CaptionedImage> open;
    private long record;

    private Files(int[] order) {
      this.order = order;
    }

    @Override
    public Optional<Pair> next() throws IOException {
      while (open != null || next < order.length) {
        try {
          Optional<Pair> pair = nextOfFile();
          if (pair.isPresent()) {
            return pair;
          }
        } catch (IOException | AvroRuntimeException e) {
          damaged(files.get(order[open == null ? next : next - 1]), e, skips);
          next += open == null ? 1 : 0;
        }
        close();
      }
      return Optional.empty();
    }

    private Optional<Pair> nextOfFile() throws IOException {
      if (open == null) {
        open =
            new DataFileReader<>(
                files.get(order[next]).toFile(), new SpecificDatumReader<>(CaptionedImage.class));
        next++;
        record = 0;
      }
      while (open.hasNext()) {
        Optional<Pair> pair = pair(open.next(), new Place(order[next - 1], record++));
        if (pair.isPresent()) {
          return pair;
        }
      }
      return Optional.empty();
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }

  private Optional<Pair> pair(CaptionedImage record, Place place) {
    String id = record.getImageId();
    if (record.getRetracted()) {
      return Optional.empty();
    }
    Place retraction = retractions.get(id);
    List<String> captions = Pair.usable(record.getCaptions());
    if (retraction != null && retraction.isAfter(place)) {
      skips.add(SkipReason.RETRACTED, id, "");
    } else if (captions.isEmpty()) {
      skips.add(SkipReason.NO_CAPTION, id, "");
    } else if (record.getImage() == null) {
      skips.add(SkipReason.NO_PICTURE, id, "");
    } else {
      byte[] image = bytes(record.getImage());
      // An id may come with several pictures over time, and the cache goes by id.
      String unique = id + "@" + files.get(place.file()).getFileName() + ":" + place.record();
      return Optional.of(new Pair(unique, () -> image, captions));
    }
    return Optional.empty();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
