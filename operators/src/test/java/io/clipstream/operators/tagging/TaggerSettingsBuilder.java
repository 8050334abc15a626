package io.clipstream.operators.tagging;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.generation.DownloadSettings;
import io.clipstream.operators.trace.TraceSettings;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Duration;
import java.util.List;

/** Settings that differ from the defaults in what a test sets. */
final class TaggerSettingsBuilder {
  private final String jobName;
  private ModelSettings model;
  private BatchSettings batch = BatchSettings.DEFAULT;
  private ImageLimits imageLimits = ImageLimits.DEFAULT;
  private LabelSetSettings labelSets = LabelSetSettings.DEFAULT;
  private RestoreSettings restore = RestoreSettings.DEFAULT;
  private SwapSettings swap = SwapSettings.DEFAULT;
  private ResultSettings results = ResultSettings.DEFAULT;
  private TraceSettings trace = TraceSettings.OFF;
  private Duration statusInterval = Duration.ofSeconds(30);

  TaggerSettingsBuilder(String jobName, String modelName) {
    this.jobName = jobName;
    this.model = model(modelName, new Follow.Promoted(), List.of(), "auto", 0);
  }

  private static ModelSettings model(
      String name, Follow follow, List<String> allowedPrefixes, String device, long knownBytes) {
    return new ModelSettings(
        name,
        follow,
        allowedPrefixes,
        device,
        Precision.FP32,
        Kernels.MEASURED,
        knownBytes,
        DownloadSettings.PLAIN);
  }

  TaggerSettingsBuilder follow(Follow value) {
    model = model(model.name(), value, model.allowedPrefixes(), model.device(), model.knownBytes());
    return this;
  }

  TaggerSettingsBuilder allowedPrefixes(List<String> value) {
    model = model(model.name(), model.follow(), value, model.device(), model.knownBytes());
    return this;
  }

  TaggerSettingsBuilder device(String value) {
    model = model(model.name(), model.follow(), model.allowedPrefixes(), value, model.knownBytes());
    return this;
  }

  TaggerSettingsBuilder knownBytes(long value) {
    model = model(model.name(), model.follow(), model.allowedPrefixes(), model.device(), value);
    return this;
  }

  TaggerSettingsBuilder batchSize(int value) {
    batch =
        new BatchSettings(
            value, batch.maxWait(), batch.inFlight(), batch.decodeThreads(), batch.target());
    return this;
  }

  TaggerSettingsBuilder batchWait(Duration value) {
    batch =
        new BatchSettings(
            batch.size(), value, batch.inFlight(), batch.decodeThreads(), batch.target());
    return this;
  }

  TaggerSettingsBuilder imageLimits(ImageLimits value) {
    imageLimits = value;
    return this;
  }

  TaggerSettingsBuilder defaultLabelSet(String value) {
    labelSets = new LabelSetSettings(value, labelSets.waitingBytes(), labelSets.unknownWait());
    return this;
  }

  TaggerSettingsBuilder waitingBytes(long value) {
    labelSets = new LabelSetSettings(labelSets.defaultId(), value, labelSets.unknownWait());
    return this;
  }

  TaggerSettingsBuilder unknownWait(Duration value) {
    labelSets = new LabelSetSettings(labelSets.defaultId(), labelSets.waitingBytes(), value);
    return this;
  }

  TaggerSettingsBuilder startTimeout(Duration value) {
    restore =
        new RestoreSettings(
            value, restore.onMissingModel(), restore.readInterval(), restore.recordAttempts());
    return this;
  }

  TaggerSettingsBuilder onMissingModel(OnMissingModel value) {
    restore =
        new RestoreSettings(
            restore.timeout(), value, restore.readInterval(), restore.recordAttempts());
    return this;
  }

  TaggerSettingsBuilder readInterval(Duration value) {
    restore =
        new RestoreSettings(
            restore.timeout(), restore.onMissingModel(), value, restore.recordAttempts());
    return this;
  }

  TaggerSettingsBuilder recordAttempts(int value) {
    restore =
        new RestoreSettings(
            restore.timeout(), restore.onMissingModel(), restore.readInterval(), value);
    return this;
  }

  TaggerSettingsBuilder onSwapFailure(OnSwapFailure value) {
    swap = new SwapSettings(value, swap.backoff(), swap.maxBackoff());
    return this;
  }

  TaggerSettingsBuilder retryBackoff(Duration value) {
    swap = new SwapSettings(swap.onFailure(), value, swap.maxBackoff());
    return this;
  }

  TaggerSettingsBuilder topK(int value) {
    results =
        new ResultSettings(
            value,
            results.hasThumbnail(),
            results.thumbnailSide(),
            results.hasEmbedding(),
            results.carried());
    return this;
  }

  TaggerSettingsBuilder thumbnail(int side) {
    results =
        new ResultSettings(results.topK(), true, side, results.hasEmbedding(), results.carried());
    return this;
  }

  TaggerSettingsBuilder embedding() {
    results =
        new ResultSettings(
            results.topK(),
            results.hasThumbnail(),
            results.thumbnailSide(),
            true,
            results.carried());
    return this;
  }

  TaggerSettingsBuilder trace(TraceSettings value) {
    trace = value;
    return this;
  }

  TaggerSettingsBuilder statusInterval(Duration value) {
    statusInterval = value;
    return this;
  }

  /**
   * @throws io.clipstream.schemas.SettingException naming the setting that cannot be used
   */
  TaggerSettings build() {
    return new TaggerSettings(
        jobName,
        model,
        batch,
        imageLimits,
        labelSets,
        restore,
        swap,
        results,
        trace,
        statusInterval,
        new WireFormat.SingleObject());
  }
}
