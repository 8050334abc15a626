package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.internal.CheckpointTransaction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;

/**
 * Open transactions of other attempts of a subtask, which hold up readers of committed records
 * until somebody ends them. For one thread.
 *
 * <p>An attempt cannot know whether it is the newest: it may have stood still since it was. But two
 * things it knows. The attempts that wrote the state it began with are gone. And if a checkpoint
 * completes that it has taken part in, every other attempt of the subtask that it had heard of
 * before is gone, since the JobManager has one at a time. What is gone never commits again, and its
 * names are never used again, so that its transactions may be ended at any time, by anybody.
 */
final class LeftTransactions implements AutoCloseable {
  private static final Log LOG = Log.of(LeftTransactions.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Admin admin;
  private final Predicate<String> isLeft;
  private KafkaFuture<Collection<TransactionListing>> listing;

  /**
   * @param own what the names of this attempt begin with
   * @param task the subtask
   */
  LeftTransactions(TransactionalIds ids, String own, TaskInfo task, Properties client) {
    int parallelism = task.getNumberOfParallelSubtasks();
    int subtask = task.getIndexOfThisSubtask();
    this.isLeft =
        id ->
            !id.startsWith(own)
                && ids.subtask(id).stream().anyMatch(owner -> owner % parallelism == subtask);
    this.admin = Admin.create(client);
    this.listing = list();
  }

  private KafkaFuture<Collection<TransactionListing>> list() {
    return admin
        .listTransactions(
            new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
        .all();
  }

  /**
   * Ends what the writers of a state had open and did not have ready to commit.
   *
   * @throws ResourceException if Kafka does not do so
   */
  void endThoseOf(Collection<KafkaWriterState> state) {
    Set<String> ready =
        state.stream()
            .flatMap(writer -> writer.getPrecommittedTransactionalIds().stream())
            .map(CheckpointTransaction::getTransactionalId)
            .collect(Collectors.toSet());
    List<String> writers =
        state.stream()
            .map(w -> w.getTransactionalIdPrefix() + "-" + w.getOwnedSubtaskId() + "-")
            .toList();
    try {
      TransactionEnd.abort(
          admin,
          listed()
              .filter(id -> !ready.contains(id) && writers.stream().anyMatch(id::startsWith))
              .toList());
      listing = list();
    } catch (ExecutionException e) {
      throw new ResourceException(
          "Kafka does not list or end open transactions, as delivery exactly once needs it before a start: "
              + e.getCause().getMessage()
              + "; expected brokers of version 3.0 at least that answer, and the right to write with"
              + " the job's transactional ids",
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while Kafka listed open transactions", e);
    }
  }

  /**
   * Names of what other attempts had open when Kafka last said so, which was before this call. They
   * may be ended once a checkpoint completes whose barrier comes after it.
   */
  List<String> known() throws InterruptedException {
    if (!listing.isDone()) {
      return List.of();
    }
    try {
      return listed().filter(isLeft).toList();
    } catch (ExecutionException e) {
      LOG.with(LogKey.ERROR, e.getCause()).warn("open transactions were not listed");
      return List.of();
    } finally {
      listing = list();
    }
  }

  private Stream<String> listed() throws ExecutionException, InterruptedException {
    return listing.get().stream().map(TransactionListing::transactionalId);
  }

  @Override
  public void close() {
    admin.close(CLOSE_TIMEOUT);
  }
}
