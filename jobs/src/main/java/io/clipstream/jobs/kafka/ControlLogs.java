package io.clipstream.jobs.kafka;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.ControlRecord.Log;
import java.io.Serializable;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Names of the topics that control a tagging job.
 *
 * @param labelSets topic with label sets
 * @param checkpoints topic with announced checkpoints
 */
public record ControlLogs(String labelSets, String checkpoints) implements Serializable {
  public List<String> topics() {
    return List.of(labelSets, checkpoints);
  }

  /** Name of a log's topic. */
  String topic(Log log) {
    return switch (log) {
      case LABEL_SETS -> labelSets;
      case CHECKPOINTS -> checkpoints;
    };
  }

  ControlRecord control(ConsumerRecord<byte[], byte[]> record) {
    Log log = record.topic().equals(labelSets) ? Log.LABEL_SETS : Log.CHECKPOINTS;
    return new ControlRecord(log, KafkaRecords.raw(record));
  }
}
