package io.clipstream.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  private static final StateOwner SHOP =
      new StateOwner("tagging job", "shop", false, Map.of("images", "id-1"));

  @TempDir private Path folder;
  private Path directory;

  @BeforeEach
  void name() {
    directory = folder.resolve("data").resolve("shop");
  }

  @Test
  void aFirstStartHasNothingToGoOnFrom() {
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      assertThat(state.newest()).isEmpty();
    }
  }

  @Test
  void itIsForItsOwnerAloneAlsoIfItWasOpenBefore() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, java.util.EnumSet.allOf(PosixFilePermission.class));
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      assertThat(Files.getPosixFilePermissions(directory)).hasSize(3).allMatch(this::isOwners);
      assertThat(Files.getPosixFilePermissions(state.begin(false).directory()))
          .hasSize(3)
          .allMatch(this::isOwners);
    }
  }

  private boolean isOwners(PosixFilePermission permission) {
    return permission.name().startsWith("OWNER_");
  }

  @Test
  void twoJobsDoNotShareIt() {
    try (StateDirectory first = StateDirectory.open(directory, SHOP)) {
      assertThat(first.path()).isEqualTo(directory);
      assertThatThrownBy(() -> StateDirectory.open(directory, SHOP))
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining(directory + ": in use by another job");
    }
    StateDirectory.open(directory, SHOP).close();
  }

  @Test
  void theNewestIsTheLastOfTheLastRunThatCompletedOne() throws IOException {
    Path first = begin(false);
    checkpoint(first.resolve("job/chk-9"), 9);
    checkpoint(first.resolve("job/chk-10"), 10);
    begin(false); // killed before its first checkpoint
    assertThat(newest()).contains(first.resolve("job/chk-10"));
    Path third = begin(false);
    checkpoint(third.resolve("job/chk-11"), 11);
    assertThat(newest()).contains(third.resolve("job/chk-11"));
    assertThat(first).as("outlived").doesNotExist();
  }

  @Test
  void theSavepointOfAStopIsNewerThanTheCheckpointsOfItsRun() throws IOException {
    Path run = begin(false);
    checkpoint(run.resolve("job/chk-3"), 3);
    checkpoint(run.resolve("savepoint-ab12-1"), 4);
    assertThat(newest()).contains(run.resolve("savepoint-ab12-1"));
  }

  @Test
  void aSavepointAfterWhichTheRunWentOnIsOlderThanItsCheckpoints() throws IOException {
    Path run = begin(false);
    checkpoint(run.resolve("savepoint-ab12-1"), 4);
    checkpoint(run.resolve("job/chk-5"), 5);
    assertThat(newest()).contains(run.resolve("job/chk-5"));
  }

  @Test
  void itMayBeMovedToAnotherPlace() throws IOException {
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      Run run = state.begin(false);
      checkpoint(run.directory().resolve("job/chk-3"), 3);
      checkpoint(run.directory().resolve("savepoint-ab12-1"), 4);
      run.stopped(run.directory().resolve("savepoint-ab12-1"));
    }
    directory = Files.move(directory, directory.resolveSibling("moved"));
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      assertThat(state.newest())
          .map(SavedState::path)
          .contains(directory.resolve("run-000001/savepoint-ab12-1"));
      assertThat(state.damaged()).isEmpty();
    }
  }

  @Test
  void aSavepointThatWasSentElsewhereIsRemembered() throws IOException {
    Path elsewhere = folder.resolve("savepoints/savepoint-1");
    checkpoint(elsewhere, 8);
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      state.begin(false).stopped(elsewhere);
    }
    assertThat(newest()).contains(elsewhere);
  }

  @Test
  void aCheckpointThatWasCutOffOrDamagedGivesWayToTheOneBefore() throws IOException {
    Path run = begin(false);
    checkpoint(run.resolve("job/chk-1"), 1);
    Path damaged = run.resolve("job/chk-2");
    checkpoint(damaged, 2);
    Path metadata = damaged.resolve("_metadata");
    Files.write(metadata, java.util.Arrays.copyOf(Files.readAllBytes(metadata), 9));
    Files.createDirectories(run.resolve("job/chk-3")); // cut off: nothing says what is in it
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      assertThat(state.newest()).map(SavedState::path).contains(run.resolve("job/chk-1"));
      assertThat(state.damaged()).hasSize(1).first().asString().contains("chk-2");
    }
  }

  @Test
  void aFileThatIsMissingOrTooShortIsDamageToo() throws IOException {
    Path run = begin(false);
    Path file = Files.createDirectories(run.resolve("job/chk-4")).resolve("state");
    Files.write(file, new byte[10]);
    write(run.resolve("job/chk-4"), new CheckpointMetadata(4, List.of(operator(file)), List.of()));
    assertThat(newest()).contains(run.resolve("job/chk-4"));
    Files.write(file, new byte[9]);
    assertThatThrownBy(this::newest).hasMessageContaining("has 9 bytes, expected 10");
    Files.delete(file);
    assertThatThrownBy(this::newest)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining(directory + ": the state does not fit: nothing of it can be read")
        .hasMessageContaining(file + " is missing")
        .hasMessageContaining("--fresh");
  }

  private static OperatorState operator(Path file) {
    OperatorState operator = new OperatorState("tagger", "image-tagger", new OperatorID(), 1, 1);
    FileStateHandle handle =
        new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), 10);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedOperatorState(new OperatorStreamStateHandle(Map.of(), handle))
            .build());
    return operator;
  }

  @Test
  void aBoundedJobThatIsDoneLeavesNothingToGoOnFrom() throws IOException {
    StateOwner bounded = new StateOwner("tagging job", "shop", true, SHOP.topics());
    checkpoint(begin(false).resolve("job/chk-1"), 1);
    try (StateDirectory state = StateDirectory.open(directory, bounded)) {
      Run run = state.begin(true);
      checkpoint(run.directory().resolve("job/chk-2"), 2);
      run.ended();
    }
    begin(false);
    assertThat(newest()).isEmpty();
  }

  @Test
  void aFreshRunIsABorderForLaterOnes() throws IOException {
    checkpoint(begin(false).resolve("job/chk-5"), 5);
    begin(true);
    assertThat(newest()).isEmpty();
    Path third = begin(false);
    checkpoint(third.resolve("job/chk-1"), 1);
    assertThat(newest()).contains(third.resolve("job/chk-1"));
  }

  @Test
  void aRunThatWasToldWhereToBeginIsGoneOnWithFromThere() throws IOException {
    checkpoint(begin(false).resolve("job/chk-5"), 5);
    Path asked = folder.resolve("savepoints/savepoint-7");
    checkpoint(asked, 2);
    for (String as : List.of(asked.toString(), asked.toUri().toString(), asked + "/_metadata")) {
      Path run = beginFrom(as);
      assertThat(newest()).as(as).contains(asked);
      checkpoint(run.resolve("job/chk-3"), 3);
      assertThat(newest()).as(as).contains(run.resolve("job/chk-3"));
    }
  }

  @Test
  void whereOnlyFlinkCanLookItHasToBeSaidAgain() throws IOException {
    checkpoint(begin(false).resolve("job/chk-5"), 5);
    Path run = beginFrom("s3://bucket/savepoint-7");
    assertThatThrownBy(this::newest)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("began with s3://bucket/savepoint-7 and completed nothing");
    checkpoint(run.resolve("job/chk-8"), 8);
    assertThat(newest()).contains(run.resolve("job/chk-8"));
  }

  private Path beginFrom(String asked) {
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      return state.beginFrom(asked).directory();
    }
  }

  @Test
  void whatDoesNotFitIsSaidWithWhatToDo() throws IOException {
    checkpoint(begin(false).resolve("job/chk-5"), 5);
    assertMisfit(
        new StateOwner("tagging job", "other", false, SHOP.topics()),
        "that of tagging job 'shop', expected that of tagging job 'other'");
    assertMisfit(
        new StateOwner("training job", "shop", false, SHOP.topics()),
        "that of tagging job 'shop', expected that of training job 'shop'");
    assertMisfit(
        new StateOwner("tagging job", "shop", false, Map.of("images", "id-2")),
        "a topic images that is gone: that had the id id-1, the one there is now has id-2");
    assertMisfit(
        new StateOwner("tagging job", "shop", true, SHOP.topics()),
        "a run without end, which 'until' cannot end");
  }

  private void assertMisfit(StateOwner owner, String why) {
    try (StateDirectory state = StateDirectory.open(directory, owner)) {
      assertThatThrownBy(state::newest)
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining(why)
          .hasMessageContaining("--fresh");
    }
  }

  private Path begin(boolean isAnew) {
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      return state.begin(isAnew).directory();
    }
  }

  private Optional<Path> newest() {
    try (StateDirectory state = StateDirectory.open(directory, SHOP)) {
      return state.newest().map(SavedState::path);
    }
  }

  private static void checkpoint(Path chk, long number) throws IOException {
    write(chk, new CheckpointMetadata(number, List.of(), List.of()));
  }

  private static void write(Path chk, CheckpointMetadata metadata) throws IOException {
    Files.createDirectories(chk);
    try (OutputStream out = Files.newOutputStream(chk.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(metadata, out);
    }
  }
}
