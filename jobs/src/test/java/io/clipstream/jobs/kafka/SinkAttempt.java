package io.clipstream.jobs.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.IOUtils;

/**
 * Writer and committer of a sink's only subtask, without a job: the test says when the JobManager's
 * messages come, so that an attempt can stand still between any two of them.
 */
final class SinkAttempt implements AutoCloseable {
  private static final SinkWriter.Context RECORD =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
          return null;
        }
      };

  private final CalmWriter<Long> writer;
  private final Committer<KafkaCommittable> committer;
  private final List<Request> prepared = new ArrayList<>();

  private SinkAttempt(CalmWriter<Long> writer, Committer<KafkaCommittable> committer) {
    this.writer = writer;
    this.committer = committer;
  }

  /** What a checkpoint holds of the subtask. */
  record Checkpoint(long id, List<KafkaWriterState> writer, List<KafkaCommittable> ready) {}

  /** The first attempt of a job without state. */
  static SinkAttempt first(PooledSink<Long> sink) throws IOException {
    return new SinkAttempt(
        (CalmWriter<Long>) sink.createWriter(SinkSurroundings.ofWriter(0, OptionalLong.empty())),
        sink.createCommitter(SinkSurroundings.ofCommitter(0, OptionalLong.empty())));
  }

  /** An attempt that goes on from a checkpoint, what was ready in which it commits at once. */
  static SinkAttempt from(PooledSink<Long> sink, int number, Checkpoint checkpoint)
      throws IOException, InterruptedException {
    OptionalLong restored = OptionalLong.of(checkpoint.id());
    Committer<KafkaCommittable> committer =
        sink.createCommitter(SinkSurroundings.ofCommitter(number, restored));
    try {
      commit(committer, copies(sink.getCommittableSerializer(), checkpoint.ready()));
      List<KafkaWriterState> state = copies(sink.getWriterStateSerializer(), checkpoint.writer());
      return new SinkAttempt(
          (CalmWriter<Long>) sink.restoreWriter(SinkSurroundings.ofWriter(number, restored), state),
          committer);
    } catch (Throwable e) {
      IOUtils.closeQuietly(committer);
      throw e;
    }
  }

  /** As it comes out of a checkpoint: without the producers of the process that wrote it. */
  private static <T> List<T> copies(SimpleVersionedSerializer<T> serializer, List<T> originals)
      throws IOException {
    List<T> copies = new ArrayList<>();
    for (T original : originals) {
      copies.add(serializer.deserialize(serializer.getVersion(), serializer.serialize(original)));
    }
    return copies;
  }

  void write(long number) throws IOException, InterruptedException {
    writer.write(number, RECORD);
    writer.flush(false);
  }

  /** The barrier of a checkpoint comes, and the task says that it has taken its part. */
  Checkpoint barrier(long checkpoint) throws IOException, InterruptedException {
    writer.flush(false);
    List<KafkaCommittable> ready = List.copyOf(writer.prepareCommit());
    ready.forEach(committable -> prepared.add(new Request(committable)));
    return new Checkpoint(checkpoint, writer.snapshotState(checkpoint), ready);
  }

  /** The JobManager says that the last checkpoint is complete. */
  void complete() throws IOException, InterruptedException {
    List<Request> requests = List.copyOf(prepared);
    prepared.clear();
    committer.commit(List.copyOf(requests));
  }

  private static void commit(
      Committer<KafkaCommittable> committer, Collection<KafkaCommittable> ready)
      throws IOException, InterruptedException {
    List<Committer.CommitRequest<KafkaCommittable>> requests = new ArrayList<>();
    ready.forEach(committable -> requests.add(new Request(committable)));
    committer.commit(requests);
  }

  @Override
  public void close() throws Exception {
    writer.close();
    committer.close();
  }

  private record Request(KafkaCommittable committable)
      implements Committer.CommitRequest<KafkaCommittable> {
    @Override
    public KafkaCommittable getCommittable() {
      return committable;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable t) {}

    @Override
    public void signalFailedWithUnknownReason(Throwable t) {
      throw new IllegalStateException(t);
    }

    @Override
    public void retryLater() {
      throw new IllegalStateException("asked to try again");
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable other) {
      retryLater();
    }

    @Override
    public void signalAlreadyCommitted() {}
  }
}
