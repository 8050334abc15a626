package io.clipstream.jobs.lease;

import io.clipstream.jobs.kafka.KafkaSettings;
import io.clipstream.schemas.JobLease;
import java.io.Serial;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Passes records on; what counts is the coordinator that comes with it. */
final class LeaseOperatorFactory<T> extends AbstractStreamOperatorFactory<T>
    implements OneInputStreamOperatorFactory<T, T>, CoordinatedOperatorFactory<T> {
  @Serial private static final long serialVersionUID = 1L;

  private final KafkaSettings kafka;
  private final LeaseSettings settings;
  private final Claimant claimant;
  private final JobLease lease;

  /**
   * @param lease as it was taken at the submission
   */
  LeaseOperatorFactory(
      KafkaSettings kafka, LeaseSettings settings, Claimant claimant, JobLease lease) {
    this.kafka = kafka;
    this.settings = settings;
    this.claimant = claimant;
    this.lease = lease;
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operatorId) {
    return new LeaseCoordinator.Provider(operatorId, kafka, settings, claimant, lease);
  }

  @Override
  @SuppressWarnings("unchecked") // Flink asks for the type that this factory makes
  public <O extends StreamOperator<T>> O createStreamOperator(
      StreamOperatorParameters<T> parameters) {
    return (O) new PassOn<>(parameters);
  }

  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
    return PassOn.class;
  }

  private static final class PassOn<T> extends AbstractStreamOperator<T>
      implements OneInputStreamOperator<T, T> {
    @Serial private static final long serialVersionUID = 1L;

    PassOn(StreamOperatorParameters<T> parameters) {
      super(parameters);
    }

    @Override
    public void processElement(StreamRecord<T> element) {
      output.collect(element);
    }
  }
}
