package io.clipstream.operators.tagging;

import io.clipstream.control.RecordFault;
import io.clipstream.model.image.DecodeResult;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.image.Thumbnail;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;

/** From an encoded picture to the encoder's levels. Any number of threads at once. */
final class PictureStage {
  private final ImageDecoder decoder;
  private final int thumbnailSide;

  /**
   * @param settings limits, and whether a thumbnail is wanted
   */
  PictureStage(TaggerSettings settings) {
    this.decoder = new ImageDecoder(settings.imageLimits());
    this.thumbnailSide = settings.results().hasThumbnail() ? settings.results().thumbnailSide() : 0;
  }

  /** A picture that the code for pictures fails with is no good; a full heap is another matter. */
  Prepared prepare(ByteBuffer image, Preprocessor preprocessor) {
    try {
      return decoded(image, preprocessor);
    } catch (CancellationException stopped) {
      throw stopped; // the task ends; the picture is prepared when it goes on
    } catch (RuntimeException | StackOverflowError e) {
      return new Prepared.Rejected(
          RecordFault.NOT_PREPARABLE, "the picture cannot be prepared: " + e);
    }
  }

  private Prepared decoded(ByteBuffer image, Preprocessor preprocessor) {
    long start = System.nanoTime();
    byte[] bytes = bytes(image);
    int side = Math.max(preprocessor.settings().imageSize(), thumbnailSide);
    return decoder.decode(bytes, side, decoded -> prepared(decoded, preprocessor, start));
  }

  private Prepared prepared(DecodeResult decoded, Preprocessor preprocessor, long start) {
    return decoded.match(
        picture -> ready(picture, preprocessor, start),
        rejected -> new Prepared.Rejected(rejected.reason(), rejected.message()));
  }

  private Prepared ready(Picture picture, Preprocessor preprocessor, long start) {
    byte[] levels = preprocessor.apply(picture);
    byte[] thumbnail = thumbnailSide > 0 ? Thumbnail.jpeg(picture, thumbnailSide) : null;
    return new Prepared.Ready(
        levels,
        picture.sourceWidth(),
        picture.sourceHeight(),
        thumbnail,
        System.nanoTime() - start);
  }

  private static byte[] bytes(ByteBuffer image) {
    if (image.hasArray() && image.arrayOffset() == 0 && image.array().length == image.remaining()) {
      return image.array();
    }
    byte[] bytes = new byte[image.remaining()];
    image.duplicate().get(bytes);
    return bytes;
  }
}
