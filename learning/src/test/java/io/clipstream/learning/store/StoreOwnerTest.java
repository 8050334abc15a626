package io.clipstream.learning.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.learning.storage.LocalStorage;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.StorageEntry;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOwnerTest {
  @TempDir private Path dir;
  private PairStore store;
  private int looks;

  @BeforeEach
  void makeStore() {
    store = new PairStore(dir.resolve("store"));
  }

  private static StoreClaim claim(String job, String run) {
    return new StoreClaim(job, "model-of-" + job, run, Optional.empty());
  }

  /** Takes the store while nobody else does anything. */
  private StoreOwner take(StoreClaim claim) throws Exception {
    return StoreOwner.watch(store, claim, time -> looks++);
  }

  private StoreOwner takeQuietly(String run) throws InterruptedException {
    return StoreOwner.watch(store, claim("a", run), time -> looks++);
  }

  @Test
  void anotherJobIsRefusedWhetherTheFirstRunsOrNotAndIsToldWhoHoldsTheStore() throws Exception {
    StoreOwner first = take(claim("a", "1"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> take(claim("b", "2")))
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining("belongs to job 'a' (model model-of-a, host ")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--store.take-over=a");
      first.close();
    }
    assertThat(looks).isZero();
  }

  @Test
  void aFileThatNamesNobodyIsSaidWithWhatToDo() throws Exception {
    take(claim("a", "1")).close();
    Path file = dir.resolve("store/.owner");
    String whole = Files.readString(file);
    List<String> damaged = List.of("", "{}", "[]", "{\"job\":", whole.replace(" pid:", "-"));
    for (String text : damaged) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> take(claim("a", "2")))
          .as(text)
          .isInstanceOf(ResourceException.class)
          .hasMessageContaining(file + " does not say whom the store belongs to")
          .hasMessageContaining("delete it if no job uses it");
    }
  }

  @Test
  void theSameJobHasItAtOnceAfterItEndedInGoodOrder() throws Exception {
    take(claim("a", "1")).close();
    take(claim("a", "2")).requireHeld();
    assertThat(looks).isZero();
  }

  @Test
  void aNewAttemptOfTheSameRunHasItAtOnceAndTheOldOneEnds() throws Exception {
    StoreOwner old = take(claim("a", "1"));
    StoreOwner next = take(claim("a", "1"));
    assertThat(looks).isZero();
    List<String> lost = new ArrayList<>();
    old.beat(lost::add);
    assertThat(lost).singleElement().asString().contains("was taken over by job 'a'");
    assertThatThrownBy(old::requireHeld).isInstanceOf(ResourceException.class);
    old.close(); // changes nothing
    next.beat(lost::add);
    next.requireHeld();
    assertThat(lost).hasSize(1);
  }

  @Test
  void anotherRunOfAJobThatLivesIsRefused() throws Exception {
    StoreOwner first = take(claim("a", "1"));
    assertThatThrownBy(
            () -> StoreOwner.watch(store, claim("a", "2"), time -> first.beat(reason -> {})))
        .isInstanceOf(StoreInUseException.class)
        .hasMessageContaining("job 'a' runs already")
        .hasMessageContaining("stop it first");
    first.requireHeld();
  }

  @Test
  void aHolderWhoseNumberStandsStillIsDead() throws Exception {
    StoreOwner first = take(claim("a", "1"));
    StoreOwner second = take(claim("a", "2"));
    assertThat(looks).isEqualTo(6);
    second.requireHeld();
    List<String> lost = new ArrayList<>();
    first.beat(lost::add);
    assertThat(lost).hasSize(1);
  }

  @Test
  void aHolderOfThisHostWhoseProcessIsGoneIsDeadAtOnce() throws Exception {
    take(claim("a", "1"));
    OwnerFile here = OwnerFile.read(store.storage()).orElseThrow();
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    String space = here.process().substring(here.process().indexOf(' '));
    OwnerFile dead =
        new OwnerFile("a", "m", "1", "t", here.host(), gone.pid() + space, here.since(), 7, false);
    dead.write(store.storage());
    take(claim("a", "2")).requireHeld();
    assertThat(looks).isZero();
    new OwnerFile("a", "m", "1", "t", "elsewhere", gone.pid() + space, here.since(), 7, false)
        .write(store.storage());
    take(claim("a", "3")).requireHeld();
    assertThat(looks).isEqualTo(6);
  }

  @Test
  void aStoreIsTakenOverFromANamedJobThatNoLongerRuns() throws Exception {
    StoreOwner first = take(claim("a", "1"));
    StoreClaim heir = new StoreClaim("b", "model-b", "2", Optional.of("a"));
    assertThatThrownBy(() -> StoreOwner.watch(store, heir, time -> first.beat(reason -> {})))
        .hasMessageContaining("job 'a' runs already");
    first.close();
    take(heir).close();
    assertThatThrownBy(() -> take(claim("a", "3"))).hasMessageContaining("belongs to job 'b'");
    assertThatCode(() -> take(heir)).doesNotThrowAnyException();
  }

  @Test
  void ofTwoThatWaitForADeadHolderOneIsRefused() throws Exception {
    take(claim("a", "1"));
    List<StoreOwner> winners = new ArrayList<>();
    assertThatThrownBy(
            () ->
                StoreOwner.watch(
                    store,
                    claim("a", "2"),
                    time -> {
                      if (winners.isEmpty()) {
                        winners.add(takeQuietly("3"));
                      }
                    }))
        .hasMessageContaining("runs already");
    winners.get(0).requireHeld();
  }

  @Test
  void whereNoLockIsOfTwoThatTakeAFreeStoreAtOnceTheFirstFindsTheOther() throws Exception {
    PairStore lockless = new PairStore(new WithoutLock(new LocalStorage(dir.resolve("store"))));
    OwnerFile other = OwnerFile.of(claim("b", "2"));
    assertThatThrownBy(
            () ->
                StoreOwner.watch(
                    lockless, claim("a", "1"), time -> writeQuietly(other, lockless.storage())))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("was taken over by job 'b'");
    assertThat(OwnerFile.read(lockless.storage())).contains(other);
    assertThatThrownBy(() -> lockless.delete("id")).hasMessageContaining("with locks alone");
  }

  @Test
  void anOwnerThatIsReplacedWhileItIsReadIsReadAgain() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    WithoutLock files = new WithoutLock(new LocalStorage(dir.resolve("store")), refusals);
    StoreOwner owner = StoreOwner.watch(new PairStore(files), claim("a", "1"), time -> looks++);
    refusals.set(2);
    owner.requireHeld();
    assertThat(refusals).hasValue(0);
    refusals.set(3);
    assertThatThrownBy(owner::requireHeld)
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its owner cannot be read: changed while it was read");
  }

  private static void writeQuietly(OwnerFile owner, Storage storage) {
    try {
      owner.write(storage);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As an object store is, which gives up some reads in their middle. */
  private record WithoutLock(Storage files, AtomicInteger refusals) implements Storage {
    WithoutLock(Storage files) {
      this(files, new AtomicInteger());
    }

    @Override
    public String name() {
      return files.name();
    }

    @Override
    public List<StorageEntry> list(String folder) throws IOException {
      return files.list(folder);
    }

    @Override
    public StorageEntry look(String path) throws IOException {
      return files.look(path);
    }

    @Override
    public InputStream open(String path) throws IOException {
      if (refusals.get() == 0) {
        return files.open(path);
      }
      refusals.decrementAndGet();
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new IOException("changed while it was read");
        }
      };
    }

    @Override
    public void write(String path, Content content) throws IOException {
      files.write(path, content);
    }

    @Override
    public boolean delete(String path) throws IOException {
      return files.delete(path);
    }

    @Override
    public boolean hasLock() {
      return false;
    }

    @Override
    public <T> T exclusively(Change<T> change) throws IOException {
      return change.run();
    }
  }
}
