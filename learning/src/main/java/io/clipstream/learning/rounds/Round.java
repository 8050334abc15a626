package io.clipstream.learning.rounds;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.clipstream.learning.store.PairStore;
import io.clipstream.model.Folders;
import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.CheckpointDirectory;
import io.clipstream.model.checkpoint.Integrity;
import io.clipstream.model.encoder.Weights;
import io.clipstream.model.training.TrainingRun;
import io.clipstream.model.training.data.SkipLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * One round: trains a checkpoint further on new pairs, tries interpolations with what it was, and
 * writes the one that the gate chooses, whatever the verdict, as {@code DIRECTORY/ROUND_ID}. A
 * round that was interrupted goes on from its last snapshot; one that is finished is only read.
 * {@link #run} is for one thread, {@link #stop} for any.
 */
public final class Round {
  private final RoundSetup setup;
  private final StopFlag stop = new StopFlag();

  /**
   * What came out.
   *
   * @param uri its directory, in the form of a URI
   * @param sha256 the checkpoint's identity, see {@link Integrity#verify}
   */
  public record Finished(String uri, String sha256, RoundReport report) {
    static Finished at(Path directory, String sha256, RoundReport report) {
      String uri = directory.toUri().toString();
      String plain = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
      return new Finished(plain, sha256, report);
    }
  }

  /**
   * @param checkpoints takes the new checkpoint, and a hidden folder for the round under way
   */
  public Round(
      PairStore store,
      Path checkpoints,
      RoundSettings settings,
      GateSettings gateSettings,
      RoundInputs inputs,
      Device device) {
    this(store, checkpoints, settings, gateSettings, inputs, device, RoundCopies.NONE);
  }

  Round(
      PairStore store,
      Path checkpoints,
      RoundSettings settings,
      GateSettings gateSettings,
      RoundInputs inputs,
      Device device,
      RoundCopies copies) {
    Path absolute = checkpoints.toAbsolutePath().normalize();
    this.setup = new RoundSetup(store, absolute, settings, gateSettings, inputs, device, copies);
  }

  /** Ends {@link #run} soon, with a snapshot to go on from. */
  public void stop() {
    stop.stop();
  }

  /**
   * Runs the round.
   *
   * @param progress takes lines for people
   * @return empty if it was stopped
   * @throws ModelException if the parent or the data cannot be used, or the disk refuses; nothing
   *     half-written stays under the checkpoint's name
   */
  public Optional<Finished> run(RoundManifest manifest, Consumer<String> progress)
      throws InterruptedException {
    try {
      Optional<Finished> earlier = finished(manifest);
      return earlier.isPresent() ? earlier : Optional.of(alone(manifest, progress));
    } catch (CancellationException e) {
      return Optional.empty();
    }
  }

  private Optional<Finished> finished(RoundManifest manifest) {
    Path target = setup.target(manifest);
    if (!Files.exists(target)) {
      return Optional.empty();
    }
    return Optional.of(Finished.at(target, Integrity.verify(target), RoundReport.read(target)));
  }

  /** Trains while no other attempt of this round does; that one may finish it meanwhile. */
  private Finished alone(RoundManifest manifest, Consumer<String> progress)
      throws InterruptedException {
    SkipLog skips = new SkipLog();
    RoundData data =
        RoundData.open(setup.store(), manifest, setup.settings(), setup.gate().maxHeldOut(), skips);
    Path directory = setup.copies().parent(manifest);
    verifyParent(manifest, directory);
    CheckpointDirectory parent = CheckpointDirectory.open(directory);
    Path work = setup.work(manifest);
    Consumer<String> waiting = line -> progress.accept("round " + manifest.roundId() + ": " + line);
    try (RoundLock lock = RoundLock.await(work, stop, waiting)) {
      Optional<Finished> earlier = finished(manifest);
      Finished outcome =
          earlier.isPresent() ? earlier.get() : train(manifest, data, parent, skips, progress);
      deleteQuietly(work);
      return outcome;
    }
  }

  private Finished train(
      RoundManifest manifest,
      RoundData data,
      CheckpointDirectory parent,
      SkipLog skips,
      Consumer<String> progress)
      throws InterruptedException {
    stop.check();
    Path work = setup.work(manifest);
    RoundCrashes crashes = new RoundCrashes(work, TrainingRun.snapshotIn(work));
    crashes.begin();
    setup.copies().changed(manifest, work);
    try (NDManager manager = NDManager.newBaseManager(setup.device(), "PyTorch");
        Weights before = parent.load(setup.device(), DataType.FLOAT32);
        Weights weights = parent.load(setup.device(), DataType.FLOAT32);
        RoundTraining training =
            new RoundTraining(
                setup, stop, manifest, data, parent, skips, manager, before, weights, progress)) {
      return training.run();
    } finally {
      crashes.end();
      setup.copies().changed(manifest, work);
    }
  }

  private static void verifyParent(RoundManifest manifest, Path directory) {
    if (manifest.parentSha256().isEmpty()) {
      return;
    }
    String found = Integrity.verify(directory);
    if (!found.equalsIgnoreCase(manifest.parentSha256())) {
      throw new ModelException(
          "%s: expected the checkpoint %s with SHA-256 %s, found %s"
              .formatted(manifest.parent(), manifest.parentId(), manifest.parentSha256(), found));
    }
  }

  private static void deleteQuietly(Path directory) {
    try {
      Folders.delete(directory);
    } catch (IOException e) {
      // The checkpoint is written; what is left of the work only takes space.
    }
  }
}
