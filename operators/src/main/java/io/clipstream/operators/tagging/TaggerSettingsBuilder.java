package io.clipstream.operators.tagging;

import io.clipstream.model.Precision;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.schemas.codec.WireFormat;
import java.time.Duration;
import java.util.List;

/** Collects {@link TaggerSettings}; what is not set has the default written here. */
public final class TaggerSettingsBuilder {
  private final String jobName;
  private final String modelName;
  private Follow follow = new Follow.Promoted();
  private String device = "auto";
  private Precision precision = Precision.FP32;
  private int batchSize = 16;
  private Duration batchWait = Duration.ofMillis(20);
  private int batchesInFlight = 2;
  private int decodeThreads = 2;
  private ImageLimits imageLimits = ImageLimits.DEFAULT;
  private int topK = 5;
  private String defaultLabelSet = "default";
  private List<String> allowedPrefixes = List.of();
  private Duration startTimeout = Duration.ofMinutes(5);
  private OnMissingModel onMissingModel = OnMissingModel.FAIL;
  private Duration readInterval = Duration.ofSeconds(1);
  private Duration retryBackoff = Duration.ofSeconds(5);
  private Duration maxRetryBackoff = Duration.ofMinutes(5);
  private OnSwapFailure onSwapFailure = OnSwapFailure.KEEP;
  private long waitingBytes = 64L << 20;
  private Duration unknownWait = Duration.ofSeconds(5);
  private int recordAttempts;
  private boolean emitThumbnail;
  private int thumbnailSide = 96;
  private boolean emitEmbedding;
  private Carried carried = Carried.DEFAULT;
  private WireFormat wireFormat = new WireFormat.SingleObject();

  TaggerSettingsBuilder(String jobName, String modelName) {
    this.jobName = jobName;
    this.modelName = modelName;
  }

  public TaggerSettingsBuilder follow(Follow value) {
    follow = value;
    return this;
  }

  public TaggerSettingsBuilder device(String value) {
    device = value;
    return this;
  }

  public TaggerSettingsBuilder precision(Precision value) {
    precision = value;
    return this;
  }

  public TaggerSettingsBuilder batchSize(int value) {
    batchSize = value;
    return this;
  }

  public TaggerSettingsBuilder batchWait(Duration value) {
    batchWait = value;
    return this;
  }

  public TaggerSettingsBuilder batchesInFlight(int value) {
    batchesInFlight = value;
    return this;
  }

  public TaggerSettingsBuilder decodeThreads(int value) {
    decodeThreads = value;
    return this;
  }

  public TaggerSettingsBuilder imageLimits(ImageLimits value) {
    imageLimits = value;
    return this;
  }

  public TaggerSettingsBuilder topK(int value) {
    topK = value;
    return this;
  }

  public TaggerSettingsBuilder defaultLabelSet(String value) {
    defaultLabelSet = value;
    return this;
  }

  public TaggerSettingsBuilder allowedPrefixes(List<String> value) {
    allowedPrefixes = value;
    return this;
  }

  public TaggerSettingsBuilder startTimeout(Duration value) {
    startTimeout = value;
    return this;
  }

  public TaggerSettingsBuilder onMissingModel(OnMissingModel value) {
    onMissingModel = value;
    return this;
  }

  public TaggerSettingsBuilder readInterval(Duration value) {
    readInterval = value;
    return this;
  }

  public TaggerSettingsBuilder retryBackoff(Duration value) {
    retryBackoff = value;
    return this;
  }

  public TaggerSettingsBuilder maxRetryBackoff(Duration value) {
    maxRetryBackoff = value;
    return this;
  }

  public TaggerSettingsBuilder onSwapFailure(OnSwapFailure value) {
    onSwapFailure = value;
    return this;
  }

  public TaggerSettingsBuilder waitingBytes(long value) {
    waitingBytes = value;
    return this;
  }

  public TaggerSettingsBuilder unknownWait(Duration value) {
    unknownWait = value;
    return this;
  }

  public TaggerSettingsBuilder recordAttempts(int value) {
    recordAttempts = value;
    return this;
  }

  public TaggerSettingsBuilder emitThumbnail(boolean value) {
    emitThumbnail = value;
    return this;
  }

  public TaggerSettingsBuilder thumbnailSide(int value) {
    thumbnailSide = value;
    return this;
  }

  public TaggerSettingsBuilder emitEmbedding(boolean value) {
    emitEmbedding = value;
    return this;
  }

  public TaggerSettingsBuilder carried(Carried value) {
    carried = value;
    return this;
  }

  public TaggerSettingsBuilder wireFormat(WireFormat value) {
    wireFormat = value;
    return this;
  }

  /**
   * @throws io.clipstream.model.ModelException naming the setting that cannot be used
   */
  public TaggerSettings build() {
    return new TaggerSettings(
        jobName,
        modelName,
        follow,
        device,
        precision,
        batchSize,
        batchWait,
        batchesInFlight,
        decodeThreads,
        imageLimits,
        topK,
        defaultLabelSet,
        allowedPrefixes,
        startTimeout,
        onMissingModel,
        readInterval,
        retryBackoff,
        maxRetryBackoff,
        onSwapFailure,
        waitingBytes,
        unknownWait,
        recordAttempts,
        emitThumbnail,
        thumbnailSide,
        emitEmbedding,
        carried,
        wireFormat);
  }
}
