package io.clipstream.operators.tagging;

import static java.util.Objects.requireNonNull;

import io.clipstream.model.image.ImageLimits;
import io.clipstream.operators.trace.TraceSettings;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serializable;
import java.time.Duration;

/**
 * Everything that can be set about the tagging operator.
 *
 * @param jobName names the job in status events
 * @param imageLimits what a picture may cost
 * @param statusInterval how long a subtask says nothing at most
 * @param wireFormat how records of the input topics are encoded
 */
public record TaggerSettings(
    String jobName,
    ModelSettings model,
    BatchSettings batch,
    ImageLimits imageLimits,
    LabelSetSettings labelSets,
    RestoreSettings restore,
    SwapSettings swap,
    ResultSettings results,
    TraceSettings trace,
    Duration statusInterval,
    WireFormat wireFormat)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public TaggerSettings {
    Expect.named("job name", jobName);
    requireNonNull(model, "model is null");
    requireNonNull(batch, "batch is null");
    requireNonNull(imageLimits, "imageLimits is null");
    requireNonNull(labelSets, "labelSets is null");
    requireNonNull(restore, "restore is null");
    requireNonNull(swap, "swap is null");
    requireNonNull(results, "results is null");
    requireNonNull(trace, "trace is null");
    Expect.positive("status interval", statusInterval);
    requireNonNull(wireFormat, "wireFormat is null");
  }
}
