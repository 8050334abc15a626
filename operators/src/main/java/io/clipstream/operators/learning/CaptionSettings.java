package io.clipstream.operators.learning;

import io.clipstream.model.image.ImageLimits;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.WireFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Which captions are taken.
 *
 * @param imageLimits what a picture may cost
 * @param allowedOrigins captions of other origins are refused; all are taken if empty
 * @param heldOutShare share of pictures that nothing learns from, 0 to 1
 * @param repeatWindow how long repeats of a pair are dropped
 * @param wireFormat how records of the topic are encoded
 */
public record CaptionSettings(
    ImageLimits imageLimits,
    List<String> allowedOrigins,
    double heldOutShare,
    Duration repeatWindow,
    WireFormat wireFormat)
    implements Serializable {
  public CaptionSettings {
    allowedOrigins = List.copyOf(allowedOrigins);
    if (!(heldOutShare >= 0 && heldOutShare < 1)) {
      throw new SettingException("held-out share is " + heldOutShare + ", expected 0 to below 1");
    }
  }
}
