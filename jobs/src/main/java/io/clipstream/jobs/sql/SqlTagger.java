package io.clipstream.jobs.sql;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.clipstream.jobs.sql.Tagged.Rejected;
import io.clipstream.jobs.sql.Tagged.Tags;
import io.clipstream.model.Clip;
import io.clipstream.model.Devices;
import io.clipstream.model.EngineEnd;
import io.clipstream.model.encoder.Processor;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.zeroshot.LabelBank;
import io.clipstream.model.zeroshot.ScoredLabel;
import io.clipstream.operators.generation.Bisection;
import io.clipstream.operators.generation.CheckpointCopy;
import io.clipstream.operators.generation.ModelSelfTest;
import io.clipstream.operators.tagging.EncodingFault;
import io.clipstream.operators.tagging.UninterruptibleWait;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.logging.Log;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * A model with its labels, ready to tag: pictures are decoded by a few threads and encoded in
 * batches by one. Thread-safe.
 */
final class SqlTagger implements AutoCloseable {
  private static final Log LOG = Log.of(SqlTagger.class);
  private static final int DECODERS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final SqlSettings settings;
  private final Clip clip;
  private final LabelBank bank;
  private final Preprocessor preprocessor;
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.STREAM);
  private final ExecutorService decoders =
      Executors.newFixedThreadPool(DECODERS, SqlTagger::thread);
  private final MicroBatcher<byte[], Tagged> batches;
  private volatile boolean closed;

  private SqlTagger(SqlSettings settings, Clip clip, LabelBank bank) {
    this.settings = settings;
    this.clip = clip;
    this.bank = bank;
    this.preprocessor = new Preprocessor(clip.preprocessing());
    this.batches = new MicroBatcher<>(settings.batchSize(), settings.batchWait(), this::tagAll);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "clipstream-sql-decode");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Loads the checkpoint and encodes the labels.
   *
   * @param abandoned turns true when nobody waits for it any more
   * @throws SettingException if the checkpoint cannot be used
   * @throws IOException if it cannot be read
   */
  static SqlTagger load(SqlSettings settings, BooleanSupplier abandoned) throws IOException {
    try (CheckpointCopy copy = CheckpointCopy.of(uri(settings.checkpoint()), abandoned)) {
      Clip clip =
          Clip.load(copy.directory(), device(settings), settings.precision(), settings.kernels());
      try {
        if (abandoned.getAsBoolean()) {
          throw new CancellationException("nobody wants the model any more");
        }
        return with(settings, clip);
      } catch (RuntimeException | Error e) {
        clip.close();
        throw e;
      }
    }
  }

  private static SqlTagger with(SqlSettings settings, Clip clip) {
    EngineEnd.skipDestructorsAtTheEnd();
    LabelBank bank = new LabelBank(clip, settings.labelSet());
    try {
      return new SqlTagger(settings, clip, bank);
    } catch (RuntimeException | Error e) { // no thread, say
      bank.close();
      throw e;
    }
  }

  private static Device device(SqlSettings settings) {
    Device device = Devices.named(settings.device());
    Processor.requireSupported(settings.precision(), device, "precision");
    return device;
  }

  private static URI uri(String checkpoint) {
    try {
      URI uri = checkpoint.startsWith("/") ? Path.of(checkpoint).toUri() : new URI(checkpoint);
      uri = uri.normalize();
      if (uri.getScheme() != null && uri.getPath() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below, with what was expected.
    }
    throw new SettingException(
        "checkpoint is '"
            + checkpoint
            + "', expected a URI like file:/models/clip or a path from /");
  }

  /**
   * Tags a picture.
   *
   * @param image encoded; null is rejected like any other that is no picture
   */
  CompletableFuture<Tagged> tag(byte[] image) {
    return CompletableFuture.supplyAsync(() -> decode(image), decoders)
        .thenCompose(
            decoded ->
                decoded.match(
                    picture -> batches.submit(preprocessor.apply(picture)),
                    rejected -> CompletableFuture.completedFuture(rejected(rejected))));
  }

  private DecodeResult decode(byte[] image) {
    if (closed) {
      throw new CancellationException("the tagger was closed");
    }
    return decoder.decode(image == null ? new byte[0] : image, clip.preprocessing().imageSize());
  }

  private static Tagged rejected(DecodeResult.Rejected rejected) {
    return new Rejected(rejected.reason().name(), rejected.message());
  }

  List<Tagged> tagAll(List<byte[]> pictures) {
    return new Bisection<byte[], Tagged>(
            this::rank,
            failure -> rejected(EncodingFault.of(failure)),
            () -> ModelSelfTest.succeeds(clip))
        .run(pictures);
  }

  private static Tagged rejected(EncodingFault fault) {
    return new Rejected(fault.reason().name(), fault.message());
  }

  private List<Tagged> rank(List<byte[]> pictures) {
    try (NDManager scope = clip.newScope()) {
      NDArray images = clip.encodeImages(scope, pictures); // [N, E]
      float[] numbers = images.toFloatArray();
      List<List<ScoredLabel>> tags = bank.rank(images, settings.top());
      int width = numbers.length / pictures.size();
      List<Tagged> results = new ArrayList<>();
      for (int i = 0; i < tags.size(); i++) {
        Tags own = new Tags(tags.get(i), pictures.size());
        results.add(
            EncodingFault.in(numbers, i * width, width).map(SqlTagger::rejected).orElse(own));
      }
      return results;
    }
  }

  /**
   * Frees what the model holds as soon as the batch that is being encoded is done: weights must not
   * go while native code reads them. Waits for that, since the JVM may end when this returns, but
   * not for ever.
   */
  @Override
  public void close() {
    closed = true;
    decoders.shutdown();
    CompletableFuture<Void> freed = batches.ended().thenRun(this::free);
    batches.stop();
    if (!UninterruptibleWait.await(freed)) {
      LOG.error("the device did not finish its batch; its memory is freed when it does");
    }
  }

  private void free() {
    bank.close();
    clip.close();
  }
}
