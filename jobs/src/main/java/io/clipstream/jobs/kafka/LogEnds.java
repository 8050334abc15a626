package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How far the control logs reach. */
public final class LogEnds {
  private LogEnds() {}

  /**
   * The offsets behind the last records that are committed for good. Whoever reads committed
   * records from now on reads all that lies before: transactions that are open begin behind.
   *
   * @throws ResourceException if Kafka does not answer or does not let us look
   */
  public static Map<TopicPartition, Long> read(KafkaSettings kafka, ControlLogs logs) {
    Map<TopicPartition, OffsetSpec> asked =
        logs.topics().stream()
            .collect(Collectors.toMap(t -> new TopicPartition(t, 0), t -> OffsetSpec.latest()));
    try (Admin admin = Admin.create(kafka.properties(TopicState.CLIENT_TIMEOUTS))) {
      return admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    } catch (ExecutionException e) {
      throw TopicState.unreachable(kafka, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while looking at the control logs", e);
    }
  }
}
