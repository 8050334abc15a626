package io.clipstream.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.junit.jupiter.api.Test;

class CalmWriterTest {
  private boolean isClosed;

  @Test
  void closesWithoutTheFailureOfTheConnector() {
    CalmWriter<String> writer = CalmWriter.of(new Failing(new IOException("fenced")));
    assertThatCode(writer::close).doesNotThrowAnyException();
    assertThat(isClosed).isTrue();
  }

  @Test
  void anInterruptedCloseLeavesTheThreadInterrupted() {
    CalmWriter<String> writer = CalmWriter.of(new Failing(new InterruptedException()));
    assertThatCode(writer::close).doesNotThrowAnyException();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void stillThrowsWhereRecordsWouldBeLost() {
    CalmWriter<String> writer = CalmWriter.of(new Failing(new IOException("fenced")));
    assertThatThrownBy(() -> writer.write("record", null)).hasMessage("write");
    assertThatThrownBy(() -> writer.flush(false)).hasMessage("flush");
    assertThatThrownBy(writer::prepareCommit).hasMessage("prepareCommit");
    assertThatThrownBy(() -> writer.snapshotState(1)).hasMessage("snapshotState");
  }

  private final class Failing
      implements StatefulSinkWriter<String, KafkaWriterState>,
          CommittingSinkWriter<String, KafkaCommittable> {
    private final Exception atClose;

    Failing(Exception atClose) {
      this.atClose = atClose;
    }

    @Override
    public void write(String record, Context context) throws IOException {
      throw new IOException("write");
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
      throw new IOException("flush");
    }

    @Override
    public Collection<KafkaCommittable> prepareCommit() throws IOException {
      throw new IOException("prepareCommit");
    }

    @Override
    public List<KafkaWriterState> snapshotState(long checkpoint) throws IOException {
      throw new IOException("snapshotState");
    }

    @Override
    public void close() throws Exception {
      isClosed = true;
      throw atClose;
    }
  }
}
