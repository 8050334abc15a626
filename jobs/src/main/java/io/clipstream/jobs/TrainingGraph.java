package io.clipstream.jobs;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.jobs.kafka.JobRights;
import io.clipstream.jobs.kafka.KafkaControlLogReader;
import io.clipstream.jobs.kafka.RightsCheck;
import io.clipstream.jobs.kafka.TopicCheck;
import io.clipstream.jobs.kafka.TrainingTopics;
import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.JobSettings;
import io.clipstream.jobs.options.TrainingJobSettings;
import io.clipstream.operators.PairRecord;
import io.clipstream.operators.learning.CaptionValidation;
import io.clipstream.operators.learning.DropRepeats;
import io.clipstream.operators.learning.PairFileSink;
import io.clipstream.operators.learning.TrainingRoundFactory;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.CheckpointEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * The operators of a training job and what they are told.
 *
 * <p>Every operator has a uid, so that savepoints outlive changes of the job: they are part of what
 * a release promises and are never reused for another purpose.
 */
final class TrainingGraph {
  private static final String CAPTIONS = "captions-source";
  private static final String VALIDATION = "caption-validation";
  private static final String REPEATS = "drop-repeats";
  private static final String STORE = "pair-store-sink";
  private static final String CHECKPOINTS = "checkpoints-source";
  private static final String REQUESTS = "requests-source";
  private static final String ROUNDS = "training-rounds";
  private static final String ANNOUNCEMENTS = "checkpoints-sink";
  private static final String DEAD_LETTERS = "dead-letters-sink";
  private static final String REQUEST_DEAD_LETTERS = "request-dead-letters-sink";
  private static final String STATUS = "status-sink";

  private final TrainingJobSettings settings;
  private final JobConnections kafka;
  private final JobName name;

  private TrainingGraph(TrainingJobSettings settings, JobConnections kafka, JobName name) {
    this.settings = settings;
    this.kafka = kafka;
    this.name = name;
  }

  /**
   * Looks at the topics, takes the job's name and puts its operators into the environment.
   *
   * @return the name, by which the job is to be submitted
   * @throws io.clipstream.schemas.ResourceException if a topic is not as it should be, or another
   *     job has the name
   */
  static JobName build(
      StreamExecutionEnvironment environment, TrainingJobSettings settings, Submission submission) {
    TrainingTopics topics = settings.topics();
    requireRights(settings);
    Map<String, Integer> limits =
        TopicCheck.check(
            settings.job().kafka(),
            List.of(topics.captions(), topics.requests()),
            topics.control(),
            List.of(topics.status()),
            settings.job().lease().topic());
    JobConnections kafka = new JobConnections(settings.job(), limits).checked(Duration.ZERO);
    JobName name = kafka.takeName(environment, "training", submission);
    name.orGiveBack(() -> new TrainingGraph(settings, kafka, name).wire(environment));
    return name;
  }

  /**
   * Holds that the job's user may do in Kafka what the job will do.
   *
   * @throws io.clipstream.schemas.ResourceException naming every right that is missing
   */
  static void requireRights(TrainingJobSettings settings) {
    JobSettings job = settings.job();
    RightsCheck.require(
        job.kafka(),
        "training job",
        JobRights.training(settings.topics(), job.lease().topic(), job.name(), job.delivery()));
  }

  private void wire(StreamExecutionEnvironment environment) {
    gather(environment);
    learn(environment);
  }

  /** Captions to the pair store. */
  private void gather(StreamExecutionEnvironment environment) {
    SingleOutputStreamOperator<PairRecord> pairs =
        source(
                environment,
                kafka
                    .sources()
                    .records(
                        settings.topics().captions(),
                        "",
                        OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST)),
                "captions")
            .uid(CAPTIONS)
            .process(new CaptionValidation(settings.captions()), RecordTypes.PAIR_RECORD)
            .name("validation")
            .uid(VALIDATION);
    pairs
        .keyBy(PairRecord::imageId)
        .process(new DropRepeats(settings.captions().repeatWindow()), RecordTypes.PAIR_RECORD)
        .name("drop repeats")
        .uid(REPEATS)
        .sinkTo(PairFileSink.to(settings.rounds().store().path()))
        .name("pair store")
        .uid(STORE);
    refuse(
        pairs.getSideOutput(SideOutputs.DEAD_LETTERS),
        settings.topics().captions(),
        CaptionValidation.class,
        DEAD_LETTERS);
  }

  /** The pair store to checkpoints. */
  private void learn(StreamExecutionEnvironment environment) {
    DataStream<RawRecord> checkpoints =
        single(environment, settings.topics().control().checkpoints(), CHECKPOINTS, true);
    DataStream<RawRecord> requests =
        single(environment, settings.topics().requests(), REQUESTS, false);
    SingleOutputStreamOperator<CheckpointEvent> announcements =
        checkpoints
            .union(requests)
            .transform(
                "training rounds",
                RecordTypes.CHECKPOINT_EVENT,
                new TrainingRoundFactory(
                    settings.rounds(),
                    new KafkaControlLogReader(settings.job().kafka(), settings.topics().control()),
                    settings.downloads()))
            .setParallelism(1)
            .setMaxParallelism(1)
            .uid(ROUNDS);
    announcements
        .sinkTo(kafka.sinks().checkpoints(settings.topics().control().checkpoints()))
        .setParallelism(1)
        .name("checkpoints")
        .uid(ANNOUNCEMENTS);
    name.hold(announcements.getSideOutput(SideOutputs.STATUS))
        .setParallelism(1)
        .sinkTo(kafka.sinks().status(settings.topics().status()))
        .setParallelism(1)
        .name("status")
        .uid(STATUS);
    refuse(
        announcements.getSideOutput(SideOutputs.DEAD_LETTERS),
        settings.topics().requests(),
        TrainingRoundFactory.class,
        REQUEST_DEAD_LETTERS);
  }

  private DataStream<RawRecord> single(
      StreamExecutionEnvironment environment, String topic, String uid, boolean whole) {
    OffsetsInitializer start =
        whole
            ? OffsetsInitializer.earliest()
            : OffsetsInitializer.committedOffsets(OffsetResetStrategy.LATEST);
    return source(environment, kafka.sources().records(topic, "-" + uid, start), topic)
        .setParallelism(1)
        .uid(uid);
  }

  private static SingleOutputStreamOperator<RawRecord> source(
      StreamExecutionEnvironment environment, KafkaSource<RawRecord> source, String name) {
    return environment.fromSource(source, WatermarkStrategy.noWatermarks(), name);
  }

  private void refuse(DataStream<DeadLetter> letters, String input, Class<?> by, String uid) {
    String use = uid.equals(DEAD_LETTERS) ? "dead-letters" : "request-dead-letters";
    letters.sinkTo(kafka.sinks().deadLetters(use, List.of(input), by)).name(use).uid(uid);
  }
}
