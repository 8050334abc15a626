package io.clipstream.operators.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.learning.rounds.ColourWorld;
import io.clipstream.learning.storage.LocalStorage;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.learning.store.Split;
import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.generation.Lease;
import io.clipstream.operators.generation.TaggingModel;
import io.clipstream.operators.testing.S3Server;
import io.clipstream.operators.testing.Troubles.Fate;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.CheckpointStatus;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pairs, parent, snapshots and the new checkpoint on S3, and none of them on this machine. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RoundOnS3Test {
  @TempDir private static Path data;
  private static S3Server server;

  @TempDir private Path dir;
  private CheckpointEvent parent;

  @BeforeAll
  static void startServer() {
    server = S3Server.start(data);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void uploadPairsAndParent() throws Exception {
    server.troubles().plan(request -> Fate.PASS);
    FakeLogs.clear();
    Path local = ColourWorld.untrained(dir.resolve("models/parent"));
    var pairs = ColourWorld.pairs(ColourWorld.OLD, 16, 1);
    ColourWorld.write(dir.resolve("store"), Split.HELD_OUT, "part-a-0.avro", pairs.subList(0, 20));
    ColourWorld.write(
        dir.resolve("store"), Split.TRAIN, "part-a-0.avro", pairs.subList(20, pairs.size()));
    LocalStorage here = new LocalStorage(dir);
    for (StorageEntry entry : here.list("")) {
      try (InputStream in = here.open(entry.path())) {
        s3().write(entry.path(), in::transferTo);
      }
    }
    parent = RoundJob.event("parent", local, CheckpointStatus.PROMOTED);
    parent.setUri(S3Server.uri(dir.getFileName() + "/models/parent"));
    FakeLogs.append(parent);
  }

  private Storage s3() {
    return FlinkStorages.named(S3Server.uri(dir.getFileName().toString()));
  }

  private List<String> objects(String folder) throws Exception {
    return s3().list(folder).stream().map(StorageEntry::path).sorted().toList();
  }

  private RoundJob job(OperatorSubtaskState state) throws Exception {
    String root = S3Server.uri(dir.getFileName().toString());
    return new RoundJob(RoundJob.settings(root + "/models", root + "/store", "learner", 3), state);
  }

  private static String wholeRound(RoundJob job) throws Exception {
    job.scan();
    job.awaitStatus("waits for a checkpoint of the job");
    job.checkpoint(1);
    job.awaitEnd();
    assertThat(job.activities()).last().asString().contains("is PROMOTED");
    return job.announced().get(0).getUri();
  }

  private static boolean writes(String request) {
    return request.startsWith("PUT ") || request.startsWith("POST ");
  }

  private static Lease<TaggingModel> serve(CheckpointEvent event) {
    return TaggingModel.lease(
        event,
        new TaggingModel.Source(
            List.of(S3Server.uri("")),
            "cpu",
            Precision.FP32,
            Kernels.MEASURED,
            1,
            0,
            DownloadSettings.PLAIN));
  }

  @Test
  void aRoundGoesFromPairsToACheckpointThatTheTaggingJobLoads() throws Exception {
    CheckpointEvent event;
    try (RoundJob job = job(null)) {
      String uri = wholeRound(job);
      event = job.announced().get(0);
      assertThat(uri).isEqualTo(parent.getUri().replace("parent", event.getCheckpointId()));
    }
    assertThat(objects("models/.rounds")).as("what is left of the work").isEmpty();
    String folder = "/models/" + event.getCheckpointId() + "/";
    String last =
        server.troubles().requests().stream()
            .filter(request -> writes(request) && request.contains(folder))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertThat(last).contains(folder + "SHA256SUMS");
    try (Lease<TaggingModel> model = serve(event)) {
      assertThat(model.value().get().clip().config().embeddingDimension()).isEqualTo(16);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void aStoreThatRefusesEveryFourthRequestCostsTimeAndNothingElse() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    Set<String> refused = ConcurrentHashMap.newKeySet();
    server.troubles().plan(r -> everyFourth(r, requests.incrementAndGet(), refused));
    try (RoundJob job = job(null)) {
      wholeRound(job);
      assertThat(job.announced()).hasSize(1);
      assertThat(job.activities()).noneMatch(said -> said.contains("failed"));
    }
    assertThat(requests).hasValueGreaterThan(40);
  }

  /** But none twice in a row, as several at once might be until their client gives up. */
  private static Fate everyFourth(String request, int number, Set<String> refused) {
    if (!refused.remove(request) && number % 4 == 0) {
      refused.add(request);
      return Fate.BUSY;
    }
    return Fate.PASS;
  }

  /** Scratch directories of rounds in this machine's temporary directory. */
  private static List<String> left() throws Exception {
    String ours = "clipstream-round-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(ours)).toList();
    }
  }

  @Test
  void anotherMachineGoesOnFromTheSnapshotToTheSameCheckpoint() throws Exception {
    OperatorSubtaskState kept;
    try (RoundJob job = job(null)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      // Of this round the snapshot at the end of training is left, and no checkpoint.
      server
          .troubles()
          .plan(r -> writes(r) && r.contains("/models/colours-") ? Fate.BUSY : Fate.PASS);
      kept = job.checkpoint(1);
      job.awaitStatus("begins");
      job.scan();
      job.awaitStatus("failed");
    }
    server.troubles().plan(request -> Fate.PASS);
    assertThat(objects("models/.rounds"))
        .filteredOn(path -> path.endsWith("/snapshot.safetensors"))
        .hasSize(1);
    assertThat(server.reads(dir.getFileName().toString()))
        .noneMatch(read -> read.contains("/snapshot.safetensors"));
    byte[] weights;
    try (RoundJob job = job(kept)) {
      job.awaitStatus("is PROMOTED");
      String id = job.announced().get(0).getCheckpointId();
      try (InputStream in = s3().open("models/" + id + "/model.safetensors")) {
        weights = in.readAllBytes();
      }
    }
    assertThat(server.reads(dir.getFileName().toString()))
        .anyMatch(read -> read.contains("/snapshot.safetensors"));
    FakeLogs.clear();
    parent.setUri(dir.resolve("models/parent").toUri().toString());
    FakeLogs.append(parent);
    try (RoundJob job = new RoundJob(RoundJob.settings(dir, "learner", 3), null)) {
      wholeRound(job);
      String id = job.announced().get(0).getCheckpointId();
      assertThat(dir.resolve("models").resolve(id).resolve("model.safetensors"))
          .as("as on a disk")
          .hasBinaryContent(weights);
    }
  }

  @Test
  void anUploadThatIsCutIsRefusedByReadersAndMadeAgain() throws Exception {
    CheckpointEvent event;
    try (RoundJob job = job(null)) {
      job.scan();
      job.awaitStatus("waits for a checkpoint of the job");
      server
          .troubles()
          .plan(
              r ->
                  !r.startsWith("GET") && r.contains("/SHA256SUMS") && r.contains("uploadId")
                      ? Fate.CUT
                      : Fate.PASS);
      job.checkpoint(1);
      job.awaitStatus("failed");
      String id = objects("models/.rounds").get(0).split("/")[2];
      assertThat(objects("models/" + id)).isNotEmpty().noneMatch(p -> p.endsWith("SHA256SUMS"));
      CheckpointEvent half = CheckpointEvent.newBuilder(parent).setCheckpointId(id).build();
      half.setUri(parent.getUri().replace("parent", id));
      half.setSha256("0".repeat(64));
      try (Lease<TaggingModel> model = serve(half)) {
        assertThatThrownBy(() -> model.value().get())
            .hasStackTraceContaining("half a checkpoint, without SHA256SUMS");
      }
      server.troubles().plan(request -> Fate.PASS);
      job.scan();
      job.awaitStatus("is PROMOTED");
      event = job.announced().get(0);
    }
    try (Lease<TaggingModel> model = serve(event)) {
      assertThat(model.value().get()).isNotNull();
    }
  }
}
