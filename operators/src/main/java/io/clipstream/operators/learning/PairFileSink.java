package io.clipstream.operators.learning;

import io.clipstream.control.places.StoragePlace;
import io.clipstream.operators.PairRecord;
import io.clipstream.schemas.CaptionedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * Writes the pair store: a file for each checkpoint, writer and part of the store. A file becomes
 * visible when its checkpoint is complete, so that each pair stands in one visible file.
 */
public final class PairFileSink {
  private PairFileSink() {}

  /**
   * @param store directory of the store, a URI or a path of this machine
   */
  public static FileSink<PairRecord> to(String store) {
    return FileSink.forBulkFormat(path(store), new Factory())
        .withBucketAssigner(new BySplit())
        .withOutputFileConfig(new OutputFileConfig("part", ".avro"))
        .build();
  }

  private static Path path(String store) {
    return new Path(StoragePlace.named(store).uri());
  }

  private static final class Factory implements BulkWriter.Factory<PairRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public BulkWriter<PairRecord> create(FSDataOutputStream out) throws IOException {
      return new Writer(out);
    }
  }

  /** Appends what is encoded already. */
  private static final class Writer implements BulkWriter<PairRecord> {
    private final DataFileWriter<CaptionedImage> avro;

    private Writer(FSDataOutputStream out) throws IOException {
      avro = new DataFileWriter<>(new SpecificDatumWriter<>(CaptionedImage.class));
      avro.setCodec(CodecFactory.nullCodec()); // pictures are compressed already
      avro.create(CaptionedImage.getClassSchema(), out);
    }

    @Override
    public void addElement(PairRecord pair) throws IOException {
      avro.appendEncoded(ByteBuffer.wrap(pair.pair()));
    }

    @Override
    public void flush() throws IOException {
      avro.flush();
    }

    /** The stream stays open: Flink commits it. */
    @Override
    public void finish() throws IOException {
      avro.flush();
    }
  }

  private static final class BySplit implements BucketAssigner<PairRecord, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String getBucketId(PairRecord pair, Context context) {
      return pair.split().folder();
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
      return SimpleVersionedStringSerializer.INSTANCE;
    }
  }
}
