package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.learning.store.PairStore;
import io.clipstream.learning.store.Split;
import io.clipstream.learning.store.StoredFile;
import io.clipstream.model.checkpoint.Safetensors;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CaptionedImage;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.PairFile;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.AvroCodec;
import io.clipstream.schemas.codec.Decoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/** Topics and directories of one training job, and who writes and reads them. */
final class CaptionStream implements AutoCloseable {
  private static final Pattern STEP = Pattern.compile("step (\\d+)");

  private final PictureStream topics;
  private final AnnouncementWatch watch;
  private final String model;
  private final Path root;
  private final Path models;
  private final Path pinned;
  private final Path pairs;
  private final PairStore store;
  private int sent;

  /**
   * Makes the topics and a promoted checkpoint.
   *
   * @param root an empty directory
   */
  CaptionStream(String bootstrap, String job, Path root) throws IOException {
    this.topics = new PictureStream(bootstrap, job);
    this.model = job + "-model";
    this.root = root;
    this.models = Files.createDirectory(root.resolve("models"));
    this.pairs = root.resolve("store");
    this.store = new PairStore(pairs);
    this.pinned = Files.createDirectory(root.resolve("pinned"));
    Files.writeString(pinned.resolve("classes.tsv"), "path\tclass\ncat.png\tcat\n");
    openTheGate();
    CheckpointEvent parent = Checkpoints.write(root.resolve("first/parent"), model);
    topics.publish(Topic.CHECKPOINTS, model, CheckpointEvent.class, parent);
    this.watch = new AnnouncementWatch(bootstrap, topics.name(Topic.CHECKPOINTS));
  }

  /** What a training job on these is told. */
  List<String> arguments(int passes) {
    List<String> arguments = new ArrayList<>(topics.trainingArguments());
    arguments.addAll(List.of("--model.name", model));
    arguments.addAll(List.of("--model.allowed-prefixes", root.toString()));
    arguments.addAll(List.of("--checkpoints.path", models.toString()));
    arguments.addAll(List.of("--store.path", pairs.toString()));
    // What rounds have learnt from is looked at afterwards, so files are not to be put together.
    arguments.addAll(List.of("--store.file-size", "1 b"));
    arguments.addAll(List.of("--device", "cpu", "--checkpoint.interval", "500 ms"));
    arguments.addAll(List.of("--captions.held-out", "0.2", "--round.after-pairs", "30"));
    arguments.addAll(List.of("--round.scan-interval", "200 ms"));
    arguments.addAll(List.of("--round.snapshot-every", "100 ms"));
    arguments.addAll(List.of("--round.passes", String.valueOf(passes)));
    arguments.addAll(List.of("--round.batch-size", "16", "--round.replay", "0"));
    arguments.addAll(List.of("--round.image-rate", "1", "--round.min-steps", "1"));
    arguments.addAll(List.of("--gate.alphas", "1.0", "--gate.min-held-out", "2"));
    arguments.addAll(List.of("--gate.pinned", pinned.resolve("classes.tsv").toString()));
    return arguments;
  }

  /** Sends that many more pairs, all different. */
  void send(int pairs) {
    for (int i = 0; i < pairs; i++) {
      String id = "pair-" + sent++;
      CaptionedImage pair =
          CaptionedImage.newBuilder()
              .setImageId(id)
              .setImage(ByteBuffer.wrap(PictureStream.picture(sent)))
              .setCaptions(List.of("picture " + sent))
              .setCaptionedAt(Instant.EPOCH)
              .build();
      topics.publish(Topic.CAPTIONS, id, CaptionedImage.class, pair);
    }
  }

  /** From now on the gate waits for a pipe that nobody writes to. */
  void holdTheGate() throws IOException, InterruptedException {
    Path picture = pinned.resolve("cat.png");
    Files.delete(picture);
    assertThat(new ProcessBuilder("mkfifo", picture.toString()).start().waitFor()).isZero();
  }

  void openTheGate() throws IOException {
    Path picture = pinned.resolve("cat.png");
    Files.deleteIfExists(picture);
    Files.write(picture, PictureStream.picture(0));
  }

  /** Steps that the last snapshot of the round under way holds; 0 without one. */
  long snapshotStep() {
    return roundsUnderWay().stream().mapToLong(this::snapshotStep).max().orElse(0);
  }

  private long snapshotStep(String round) {
    Path file = models.resolve(".rounds").resolve(round).resolve("snapshot.safetensors");
    if (!Files.exists(file)) {
      return 0;
    }
    try (Safetensors snapshot = Safetensors.open(file)) {
      return Long.parseLong(snapshot.metadata().get("step"));
    } catch (ClipstreamException e) {
      return 0; // the round has ended meanwhile
    }
  }

  List<String> roundsUnderWay() {
    return names(models.resolve(".rounds"));
  }

  /** The checkpoints of rounds that have their names. */
  List<String> checkpoints() {
    return names(models).stream().filter(name -> !name.startsWith(".")).toList();
  }

  private static List<String> names(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Committed announcements of rounds, in their order. */
  List<CheckpointEvent> announced() {
    return decoded(Topic.CHECKPOINTS, CheckpointEvent.class).stream()
        .filter(event -> event.getLineage() != null)
        .toList();
  }

  boolean said(String words) {
    return activities().stream().anyMatch(activity -> activity.contains(words));
  }

  /** Steps that a round said it was at since it last began. */
  List<Long> stepsSinceRestart(String round) {
    List<String> activities = activities();
    int began = activities.lastIndexOf(last(activities, "round " + round + " begins"));
    return activities.subList(began, activities.size()).stream()
        .map(STEP::matcher)
        .filter(Matcher::find)
        .map(matcher -> Long.parseLong(matcher.group(1)))
        .toList();
  }

  private static String last(List<String> activities, String words) {
    return activities.stream()
        .filter(activity -> activity.startsWith(words))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  private List<String> activities() {
    return decoded(Topic.STATUS, StatusEvent.class).stream().map(StatusEvent::getActivity).toList();
  }

  private <T extends SpecificRecord> List<T> decoded(Topic topic, Class<T> type) {
    List<T> records = new ArrayList<>();
    for (byte[] value : topics.committed(topics.name(topic))) {
      if (AvroCodec.singleObject(type).decode(value) instanceof Decoding.Ok<T> ok) {
        records.add(ok.value());
      } else {
        throw new AssertionError("a record of " + topic + " that cannot be decoded");
      }
    }
    return records;
  }

  /** The ids of all pairs in visible files; one for each place where a pair stands. */
  List<String> imageIds() {
    List<String> ids = new ArrayList<>();
    for (Split split : List.of(Split.TRAIN, Split.HELD_OUT)) {
      store.files(split).stream().map(StoredFile::path).map(this::imageIds).forEach(ids::addAll);
    }
    return ids;
  }

  private List<String> imageIds(String file) {
    List<String> ids = new ArrayList<>();
    try (DataFileReader<CaptionedImage> records =
        new DataFileReader<>(
            pairs.resolve(file).toFile(), new SpecificDatumReader<>(CaptionedImage.class))) {
      records.forEach(record -> ids.add(record.getImageId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  /** A round's new pairs are those of its files that no earlier round had. */
  void requireThatRoundsLearntFromEachPairOnce() {
    Set<String> files = new HashSet<>();
    Set<String> learnt = new HashSet<>();
    for (CheckpointEvent round : announced()) {
      int before = learnt.size();
      for (PairFile file : round.getLineage().getFiles()) {
        assertThat(files.add(file.getPath())).as(file.getPath()).isTrue();
        if (file.getPath().startsWith(Split.TRAIN.folder())) {
          learnt.addAll(imageIds(file.getPath()));
        }
      }
      assertThat(round.getLineage().getNewPairs()).isEqualTo(learnt.size() - before).isPositive();
    }
  }

  void requireThatAnnouncementsNamedWhatWasWhole() {
    int expected = 1 + announced().size();
    Eventually.holds("all seen", () -> watch.seen() >= expected, () -> "" + watch.problems());
    assertThat(watch.problems()).isEmpty();
    assertThat(announced()).extracting(CheckpointEvent::getCheckpointId).doesNotHaveDuplicates();
  }

  @Override
  public void close() {
    watch.close();
    topics.close();
  }
}
