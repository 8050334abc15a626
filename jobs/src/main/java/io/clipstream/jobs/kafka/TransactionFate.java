package io.clipstream.jobs.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;

/** What has become of a transaction of a checkpoint that Kafka does not commit. */
final class TransactionFate {
  private static final Set<TransactionState> ABORTED =
      Set.of(
          TransactionState.PREPARE_EPOCH_FENCE,
          TransactionState.PREPARE_ABORT,
          TransactionState.COMPLETE_ABORT);

  private TransactionFate() {}

  /**
   * Whether it was aborted, rather than committed before. Only the attempt that wrote it begins
   * another one of its name, and only after the commit; so if the name's last transaction is an
   * aborted one, the epoch says which. Brokers before 4.0 do not count epochs so (KIP-890): with
   * them it is taken for committed.
   *
   * @throws ExecutionException if Kafka does not say
   */
  static boolean isAborted(Admin admin, KafkaCommittable ready)
      throws ExecutionException, InterruptedException {
    String id = ready.getTransactionalId();
    TransactionDescription last = admin.describeTransactions(Set.of(id)).description(id).get();
    return ABORTED.contains(last.state())
        && last.producerId() == ready.getProducerId()
        && last.producerEpoch() == ready.getEpoch() + 1
        && isEpochOfEachTransaction(admin);
  }

  private static boolean isEpochOfEachTransaction(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<String, FinalizedVersionRange> features =
        admin.describeFeatures().featureMetadata().get().finalizedFeatures();
    FinalizedVersionRange transactions = features.get("transaction.version");
    return transactions != null && transactions.maxVersionLevel() >= 2;
  }
}
