package io.clipstream.jobs.kafka;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The connector's committer, which goes on when a transaction cannot be committed any more. This
 * one fails the job then, unless the transaction was committed before, and ends what other attempts
 * have left open ({@link TransactionEnd}).
 */
final class StrictCommitter implements Committer<KafkaCommittable> {
  private static final Log LOG = Log.of(StrictCommitter.class);

  private final Committer<KafkaCommittable> committer;
  private final Properties client;
  private final boolean isLossAccepted;

  /**
   * @param committer of the connector, closed with it
   * @param client settings of Kafka's clients
   * @param isLossAccepted whether what is lost is only logged
   */
  StrictCommitter(
      Committer<KafkaCommittable> committer, Properties client, boolean isLossAccepted) {
    this.committer = committer;
    this.client = client;
    this.isLossAccepted = isLossAccepted;
  }

  /**
   * @throws SuppressRestartsException if results are lost: a restart would not bring them back
   */
  @Override
  public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
      throws IOException, InterruptedException {
    List<CommitRequest<KafkaCommittable>> commits = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    for (CommitRequest<KafkaCommittable> request : requests) {
      if (TransactionEnd.is(request.getCommittable())) {
        ends.add(request.getCommittable().getTransactionalId());
      } else {
        commits.add(new Strict(request));
      }
    }
    committer.commit(commits);
    end(ends);
  }

  /** What fails is open still, so that the next checkpoint has it again. */
  private void end(List<String> ids) throws InterruptedException {
    if (ids.isEmpty()) {
      return;
    }
    LOG.with(LogKey.COUNT, ids.size()).info("transactions of earlier attempts are ended");
    try (Admin admin = Admin.create(client)) {
      TransactionEnd.abort(admin, ids);
    } catch (ExecutionException e) {
      LOG.with(LogKey.ERROR, e.getCause()).warn("open transactions of earlier attempts remain");
    }
  }

  /** Of another attempt's, from a checkpoint, Kafka says that it is over, but not how it ended. */
  private boolean isLost(KafkaCommittable ready, Throwable reason) {
    if (ready.getProducer().isPresent() || !(reason instanceof ProducerFencedException)) {
      return true;
    }
    try (Admin admin = Admin.create(client)) {
      return TransactionFate.isAborted(admin, ready);
    } catch (ExecutionException e) {
      throw new ResourceException(
          "Kafka does not say what became of transaction '%s' of a checkpoint: %s"
              .formatted(ready.getTransactionalId(), e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResourceException("interrupted while Kafka described a transaction", e);
    }
  }

  @Override
  public void close() throws Exception {
    committer.close();
  }

  /** What the connector would go on after. */
  private final class Strict implements CommitRequest<KafkaCommittable> {
    private final CommitRequest<KafkaCommittable> request;

    Strict(CommitRequest<KafkaCommittable> request) {
      this.request = request;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      if (!isLost(request.getCommittable(), reason)) {
        request.signalAlreadyCommitted();
      } else if (isLossAccepted) {
        LOG.with(LogKey.ERROR, reason).error("results of a transaction may be lost");
        request.signalFailedWithKnownReason(reason);
      } else {
        throw new SuppressRestartsException(new ResourceException(words(reason), reason));
      }
    }

    private String words(Throwable reason) {
      return ("results of transaction '%s' may be lost: a checkpoint says that they are written, and"
              + " Kafka that it has aborted them when transaction.timeout was over, or has forgotten"
              + " them since (%s); start from an earlier checkpoint, which tags again what came"
              + " after it, or set delivery.accept-loss to true to go on without them")
          .formatted(
              request.getCommittable().getTransactionalId(), reason.getClass().getSimpleName());
    }

    /** Of an id that Kafka has forgotten, after a week, it will never know more. */
    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      if (reason instanceof InvalidPidMappingException) {
        signalFailedWithKnownReason(reason);
      } else {
        request.signalFailedWithUnknownReason(reason);
      }
    }

    @Override
    public KafkaCommittable getCommittable() {
      return request.getCommittable();
    }

    @Override
    public int getNumberOfRetries() {
      return request.getNumberOfRetries();
    }

    @Override
    public void retryLater() {
      request.retryLater();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      request.updateAndRetryLater(committable);
    }

    @Override
    public void signalAlreadyCommitted() {
      request.signalAlreadyCommitted();
    }

    @Override
    public String toString() {
      return request.toString();
    }
  }
}
