package io.clipstream.jobs.kafka;

import java.util.Collection;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FenceProducersOptions;

/**
 * The end of transactions that nobody will commit. Where it has to wait for a checkpoint it goes
 * the way of what that commits, in the connector's own form with an epoch that no producer has.
 */
final class TransactionEnd {
  private static final short EPOCH = -1;
  private static final int TIMEOUT_MILLIS = 30_000;

  private TransactionEnd() {}

  /** To be aborted once the checkpoint is complete. */
  static KafkaCommittable of(String id) {
    return new KafkaCommittable(0, EPOCH, id, null);
  }

  static boolean is(KafkaCommittable committable) {
    return committable.getEpoch() == EPOCH;
  }

  /**
   * Aborts what is open under these names; whoever has them can write no more.
   *
   * @throws ExecutionException if Kafka did not do so for all of them
   */
  static void abort(Admin admin, Collection<String> ids)
      throws ExecutionException, InterruptedException {
    if (!ids.isEmpty()) {
      admin.fenceProducers(ids, new FenceProducersOptions().timeoutMs(TIMEOUT_MILLIS)).all().get();
    }
  }
}
