package io.clipstream.jobs;

import io.clipstream.control.ControlRecord;
import io.clipstream.control.DeadLetter;
import io.clipstream.control.RawRecord;
import io.clipstream.jobs.kafka.ControlLogs;
import io.clipstream.jobs.kafka.JobRights;
import io.clipstream.jobs.kafka.KafkaAttemptLog;
import io.clipstream.jobs.kafka.KafkaControlLogReader;
import io.clipstream.jobs.kafka.KafkaPreviewLog;
import io.clipstream.jobs.kafka.KafkaSinks;
import io.clipstream.jobs.kafka.LogEnds;
import io.clipstream.jobs.kafka.RightsCheck;
import io.clipstream.jobs.kafka.TaggingTopics;
import io.clipstream.jobs.kafka.TopicCheck;
import io.clipstream.jobs.lease.JobName;
import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.JobSettings;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.operators.fetch.GuardedFetch;
import io.clipstream.operators.tagging.ImageTaggerFactory;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.operators.types.SideOutputs;
import io.clipstream.schemas.TagEvent;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The operators of a tagging job and what they are told.
 *
 * <p>Every operator has a uid, so that savepoints outlive changes of the job: they are part of what
 * a release promises and are never reused for another purpose.
 */
final class TaggingGraph {
  private static final String IMAGES = "images-source";
  private static final String CONTROL = "control-source";
  private static final String TAGGER = "image-tagger";
  private static final String TAGS = "tags-sink";
  private static final String DEAD_LETTERS = "dead-letters-sink";
  private static final String STATUS = "status-sink";

  private final TaggingJobSettings settings;
  private final JobConnections kafka;
  private final JobName name;

  private TaggingGraph(TaggingJobSettings settings, JobConnections kafka, JobName name) {
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
      StreamExecutionEnvironment environment, TaggingJobSettings settings, Submission submission) {
    return build(environment, settings, submission, tags -> tags);
  }

  /**
   * @param probe what a test puts between tagger and sink
   */
  static JobName build(
      StreamExecutionEnvironment environment,
      TaggingJobSettings settings,
      Submission submission,
      UnaryOperator<DataStream<TagEvent>> probe) {
    requireRights(settings);
    Map<String, Integer> limits =
        TopicCheck.check(
            settings.job().kafka(),
            settings.topics(),
            settings.job().lease().topic(),
            environment.getParallelism());
    JobConnections kafka =
        new JobConnections(settings.job(), limits).checked(settings.tagger().restore().timeout());
    JobName name = kafka.takeName(environment, "tagging", submission);
    name.orGiveBack(() -> new TaggingGraph(settings, kafka, name).wire(environment, probe));
    return name;
  }

  /**
   * Holds that the job's user may do in Kafka what the job will do.
   *
   * @throws io.clipstream.schemas.ResourceException naming every right that is missing
   */
  static void requireRights(TaggingJobSettings settings) {
    JobSettings job = settings.job();
    RightsCheck.require(
        job.kafka(),
        "tagging job",
        JobRights.tagging(settings.topics(), job.lease().topic(), job.name(), job.delivery()));
  }

  private void wire(
      StreamExecutionEnvironment environment, UnaryOperator<DataStream<TagEvent>> probe) {
    Images images = images(environment);
    SingleOutputStreamOperator<TagEvent> tagged =
        images
            .accepted()
            .connect(control(environment).broadcast())
            .transform("tagger", RecordTypes.TAG_EVENT, tagger())
            .uid(TAGGER);
    TaggingTopics topics = settings.topics();
    KafkaSinks sinks = kafka.sinks();
    probe.apply(tagged).sinkTo(sinks.tags(topics.tags())).uid(TAGS).name("tags");
    images
        .refused(tagged.getSideOutput(SideOutputs.DEAD_LETTERS))
        .sinkTo(sinks.deadLetters(topics.inputs(), TaggingJob.class))
        .uid(DEAD_LETTERS)
        .name("dead letters");
    name.hold(tagged.getSideOutput(SideOutputs.STATUS))
        .sinkTo(sinks.status(topics.status()))
        .uid(STATUS)
        .name("status");
  }

  /**
   * What goes to the tagger, and what was refused before.
   *
   * @param rejected null where nothing is fetched
   */
  private record Images(DataStream<RawRecord> accepted, DataStream<DeadLetter> rejected) {
    DataStream<DeadLetter> refused(DataStream<DeadLetter> byTagger) {
      return rejected == null ? byTagger : byTagger.union(rejected);
    }
  }

  private Images images(StreamExecutionEnvironment environment) {
    DataStream<RawRecord> source = imageSource(environment);
    if (!settings.fetch().enabled()) {
      return new Images(source, null);
    }
    GuardedFetch.Streams streams =
        GuardedFetch.attach(source, settings.fetch(), settings.job().wireFormat());
    return new Images(streams.images(), streams.refused());
  }

  private DataStream<RawRecord> imageSource(StreamExecutionEnvironment environment) {
    WatermarkStrategy<RawRecord> watermarks =
        WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(settings.eventTime().outOfOrderness())
            .withIdleness(settings.eventTime().idleness());
    return environment
        .fromSource(
            kafka.sources().images(settings.topics(), settings.range()), watermarks, "images")
        .uid(IMAGES);
  }

  /**
   * In one order for every subtask of the tagger: one reader. Taggers without state read the logs
   * by themselves, up to the ends of some time after now; so the broadcast begins with what is new.
   */
  private DataStream<ControlRecord> control(StreamExecutionEnvironment environment) {
    boolean bounded = settings.range().bound().isPresent();
    ControlLogs logs = settings.topics().control();
    return environment
        .fromSource(
            kafka.sources().control(logs, LogEnds.read(settings.job().kafka(), logs), bounded),
            WatermarkStrategy.noWatermarks(),
            "control logs")
        .setParallelism(1)
        .uid(CONTROL);
  }

  private ImageTaggerFactory tagger() {
    return new ImageTaggerFactory(
            settings.tagger(),
            new KafkaControlLogReader(settings.job().kafka(), settings.topics().control()),
            new KafkaAttemptLog(
                settings.job().kafka(), settings.job().name(), settings.topics().images()))
        .withPreviews(
            new KafkaPreviewLog(
                settings.job().kafka(), settings.topics(), settings.job().wireFormat()));
  }
}
