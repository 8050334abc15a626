package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.ModelException;
import io.clipstream.model.Precision;
import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.generation.Generations;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Everything that can be set about the tagging operator. Made with {@link #builder}.
 *
 * @param jobName names the job in status events
 * @param modelName key on the checkpoints topic
 * @param follow which checkpoint of the model is used
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision what the encoders compute in
 * @param batchSize pictures in a micro-batch at most
 * @param batchWait how long a picture waits for its micro-batch to fill
 * @param batchesInFlight micro-batches that were handed to the device and are not emitted yet
 * @param decodeThreads threads of each subtask that decode pictures
 * @param imageLimits what a picture may cost
 * @param topK tags of a picture at most
 * @param defaultLabelSet id of the set for images that name none
 * @param allowedPrefixes URIs under which checkpoints are opened; none is open if empty
 * @param startTimeout how long a start that has nothing to tag with waits for a checkpoint, and
 *     without state for the default label set
 * @param onMissingModel what a restore does when the checkpoints in its state cannot be used
 * @param readInterval how often a start reads the control logs while something is missing
 * @param retryBackoff wait before a failed swap is tried again; doubles with each failure
 * @param maxRetryBackoff the longest such wait
 * @param onSwapFailure whether a checkpoint that cannot be used fails the job
 * @param waitingBytes records that are set aside at most while the label sets that they name are
 *     encoded; beyond that images are taken in slowly, and in the end none
 * @param unknownWait how long an image waits for a label set that was not heard of, before it is a
 *     reject
 * @param recordAttempts failures of the job with a record after which that is a dead letter; 0 for
 *     never
 * @param emitThumbnail whether results carry a small picture
 * @param thumbnailSide longer side of that, pixels
 * @param emitEmbedding whether results carry the picture's embedding
 * @param carried what of an image's record reaches its result
 * @param wireFormat how records of the input topics are encoded
 */
public record TaggerSettings(
    String jobName,
    String modelName,
    Follow follow,
    String device,
    Precision precision,
    int batchSize,
    Duration batchWait,
    int batchesInFlight,
    int decodeThreads,
    ImageLimits imageLimits,
    int topK,
    String defaultLabelSet,
    List<String> allowedPrefixes,
    Duration startTimeout,
    OnMissingModel onMissingModel,
    Duration readInterval,
    Duration retryBackoff,
    Duration maxRetryBackoff,
    OnSwapFailure onSwapFailure,
    long waitingBytes,
    Duration unknownWait,
    int recordAttempts,
    boolean emitThumbnail,
    int thumbnailSide,
    boolean emitEmbedding,
    Carried carried,
    WireFormat wireFormat)
    implements Serializable {

  public TaggerSettings {
    named("job name", jobName);
    named("model name", modelName);
    named("default label set", defaultLabelSet);
    requireNonNull(follow, "follow is null");
    requireNonNull(device, "device is null");
    requireNonNull(precision, "precision is null");
    atLeastOne("batch size", batchSize);
    atLeastOne("batches in flight", batchesInFlight);
    atLeastOne("decode threads", decodeThreads);
    requireNonNull(imageLimits, "imageLimits is null");
    atLeastOne("top k", topK);
    allowedPrefixes = List.copyOf(allowedPrefixes);
    positive("batch wait", batchWait);
    positive("start timeout", startTimeout);
    requireNonNull(onMissingModel, "onMissingModel is null");
    positive("read interval", readInterval);
    positive("retry backoff", retryBackoff);
    positive("longest retry backoff", maxRetryBackoff);
    atLeastOne("room for waiting images", waitingBytes);
    notNegative("wait for an unknown label set", unknownWait);
    if (recordAttempts < 0) {
      throw new ModelException(
          "the attempts of a record are " + recordAttempts + ", expected 0 or more");
    }
    requireNonNull(onSwapFailure, "onSwapFailure is null");
    atLeastOne("thumbnail side", thumbnailSide);
    requireNonNull(carried, "carried is null");
    requireNonNull(wireFormat, "wireFormat is null");
  }

  /** Settings with defaults for all but these; the default label set is {@code default}. */
  public static TaggerSettingsBuilder builder(String jobName, String modelName) {
    return new TaggerSettingsBuilder(jobName, modelName);
  }

  /** Pictures that an operator holds at most: those in flight and one micro-batch in the making. */
  public int capacity() {
    return batchSize * (batchesInFlight + 1);
  }

  /** How what fails is tried again. */
  Generations.Policy rollout() {
    return new Generations.Policy(
        retryBackoff, maxRetryBackoff, onSwapFailure == OnSwapFailure.FAIL_JOB);
  }

  private static void named(String what, String value) {
    if (requireNonNull(value, what + " is null").isBlank()) {
      throw new ModelException("the " + what + " is empty, expected a name");
    }
  }

  private static void atLeastOne(String what, long value) {
    if (value < 1) {
      throw new ModelException("the " + what + " is " + value + ", expected 1 or more");
    }
  }

  private static void notNegative(String what, Duration value) {
    if (value.isNegative()) {
      throw new ModelException("the " + what + " is " + value + ", expected 0 or more");
    }
  }

  private static void positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new ModelException("the " + what + " is " + value + ", expected more than 0");
    }
  }
}
