package io.clipstream.learning.rounds;

import ai.djl.Device;
import io.clipstream.control.places.StoragePlace;
import io.clipstream.learning.storage.Storage;
import io.clipstream.learning.storage.Storages.LocalCopy;
import io.clipstream.learning.store.PairStore;
import io.clipstream.model.checkpoint.OwnedDirectory;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A round whose pairs, parent or checkpoint lie on another file system than this machine's: it
 * trains on copies in a scratch directory, saves its snapshots where its checkpoint will be, so
 * that another machine can go on with them, and uploads the checkpoint at the end. What lies on
 * this machine is used where it lies.
 */
public final class StagedRound {
  private static final String SCRATCH = "clipstream-round-";

  private final RoundPlaces places;
  private final RoundSettings settings;
  private final GateSettings gate;
  private final RoundInputs inputs;
  private final Device device;
  private volatile Round round;
  private volatile boolean stopped;

  public StagedRound(
      RoundPlaces places,
      RoundSettings settings,
      GateSettings gate,
      RoundInputs inputs,
      Device device) {
    this.places = places;
    this.settings = settings;
    this.gate = gate;
    this.inputs = inputs;
    this.device = device;
  }

  /** Ends {@link #run} soon; the round can be gone on with. */
  public void stop() {
    stopped = true;
    Round current = round;
    if (current != null) {
      current.stop();
    }
  }

  /**
   * Runs the round, as {@link Round#run} does.
   *
   * @throws ResourceException if a file system refuses; the round can be gone on with
   */
  public Optional<Round.Finished> run(RoundManifest manifest, Consumer<String> progress)
      throws InterruptedException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (OwnedDirectory scratch = OwnedDirectory.create(temporary, SCRATCH)) {
      if (places.checkpoints().isLocal()) {
        return trained(manifest, scratch.path(), Optional.empty(), progress);
      }
      UploadedRound upload =
          new UploadedRound(
              places.storages().at(places.checkpoints()),
              places.checkpoints(),
              manifest.roundId(),
              places.requireHeld(),
              progress);
      Optional<Round.Finished> earlier = upload.finished(scratch.path());
      return earlier.isPresent()
          ? earlier
          : trained(manifest, scratch.path(), Optional.of(upload), progress);
    } catch (IOException e) {
      throw new ResourceException("round " + manifest.roundId() + ": " + e.getMessage(), e);
    }
  }

  private Optional<Round.Finished> trained(
      RoundManifest manifest,
      Path scratch,
      Optional<UploadedRound> upload,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    PairStore store = pairs(manifest, scratch, progress);
    Path checkpoints =
        upload.isPresent() ? scratch.resolve("checkpoints") : places.checkpoints().local();
    StoragePlace parent = StoragePlace.named(manifest.parent());
    try (LocalCopy copy =
        places.storages().checkpoint(parent, manifest.parentSha256(), () -> stopped)) {
      Round own =
          new Round(
              store,
              checkpoints,
              settings,
              gate,
              inputs,
              device,
              new Copies(copy.directory(), upload));
      round = own;
      if (stopped) {
        return Optional.empty();
      }
      if (upload.isPresent()) {
        upload.get().fetchWork(checkpoints);
      }
      Optional<Round.Finished> done = own.run(manifest, progress);
      return done.isPresent() && upload.isPresent()
          ? Optional.of(upload.get().publish(checkpoints, done.get()))
          : done;
    }
  }

  private PairStore pairs(RoundManifest manifest, Path scratch, Consumer<String> progress)
      throws IOException {
    if (places.store().isLocal()) {
      return new PairStore(places.store().local());
    }
    Storage remote = places.storages().at(places.store());
    progress.accept("round " + manifest.roundId() + ": fetching pairs from " + remote.name());
    PairStore copies = new PairStore(scratch.resolve("pairs"));
    copies.fetch(new PairStore(remote), manifest.files(), () -> stopped);
    return copies;
  }

  /** What the round asks for, and gives away. */
  private record Copies(Path directory, Optional<UploadedRound> upload) implements RoundCopies {
    @Override
    public Path parent(RoundManifest manifest) {
      return directory;
    }

    @Override
    public void changed(RoundManifest manifest, Path work) {
      upload.ifPresent(up -> up.saveWork(work));
    }
  }
}
