package io.clipstream.jobs;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.tagging.ImageTaggerFactory;
import io.clipstream.schemas.TagEvent;
import java.io.Serial;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * The tagger with a mailbox that can lose a batch: its device thread has encoded the pictures, and
 * the mail with the results fails on the task thread.
 */
final class FaultyTagger extends AbstractStreamOperatorFactory<TagEvent>
    implements TwoInputStreamOperatorFactory<RawRecord, ControlRecord, TagEvent>,
        CoordinatedOperatorFactory<TagEvent> {
  @Serial private static final long serialVersionUID = 1L;

  private final ImageTaggerFactory tagger;
  private final String job;

  FaultyTagger(ImageTaggerFactory tagger, String job) {
    this.tagger = tagger;
    this.job = job;
  }

  @Override
  public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID operatorId) {
    return tagger.getCoordinatorProvider(name, operatorId);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public <T extends StreamOperator<TagEvent>> T createStreamOperator(
      StreamOperatorParameters<TagEvent> parameters) {
    return tagger.createStreamOperator(
        new StreamOperatorParameters<>(
            parameters.getContainingTask(),
            parameters.getStreamConfig(),
            parameters.getOutput(),
            parameters::getProcessingTimeService,
            parameters.getOperatorEventDispatcher(),
            new Mailbox(parameters.getMailboxExecutor(), job)));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return tagger.getStreamOperatorClass(classLoader);
  }

  private record Mailbox(MailboxExecutor own, String job) implements MailboxExecutor {
    @Override
    public void execute(
        MailOptions options,
        ThrowingRunnable<? extends Exception> command,
        String description,
        Object... arguments) {
      boolean isBatch = description.equals("a batch is encoded");
      own.execute(options, isBatch ? () -> deliver(command) : command::run, description, arguments);
    }

    private void deliver(ThrowingRunnable<? extends Exception> command) throws Exception {
      Faults.batchIsEncoded(job);
      command.run();
    }

    @Override
    public void yield() throws InterruptedException {
      own.yield();
    }

    @Override
    public boolean tryYield() {
      return own.tryYield();
    }

    @Override
    public boolean shouldInterrupt() {
      return own.shouldInterrupt();
    }
  }
}
