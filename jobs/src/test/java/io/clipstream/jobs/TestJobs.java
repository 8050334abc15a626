package io.clipstream.jobs;

import io.clipstream.jobs.lease.Submission;
import io.clipstream.jobs.options.TaggingJobSettings;
import io.clipstream.operators.tagging.ImageTaggerFactory;
import io.clipstream.operators.types.RecordTypes;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/** Starts tagging jobs that can be made to fail. */
public final class TestJobs {
  private TestJobs() {}

  /** Starts a job in a mini cluster of its own. */
  public static JobClient start(TaggingJobSettings settings, int parallelism) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings.job().flink());
    String job = settings.job().name();
    TaggingGraph.build(
        environment,
        settings,
        Submission.onCluster(),
        tags -> tags.map(new Faults(job), RecordTypes.TAG_EVENT).name("faults").uid("faults"));
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(job);
    graph.getStreamNodes().forEach(node -> makeFaulty(node, job));
    return environment.executeAsync(graph);
  }

  private static void makeFaulty(StreamNode node, String job) {
    if (node.getOperatorFactory() instanceof ImageTaggerFactory tagger) {
      node.setOperatorFactory(new FaultyTagger(tagger, job));
    }
  }
}
