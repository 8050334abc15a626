package io.clipstream.operators.tagging;

import io.clipstream.control.RecordFault;
import io.clipstream.model.image.ImageDecoder;
import io.clipstream.model.image.Picture;
import io.clipstream.model.image.Preprocessor;
import io.clipstream.model.image.Thumbnail;
import io.clipstream.operators.generation.KnownPictures;
import io.clipstream.operators.generation.PictureFacts;
import io.clipstream.operators.generation.TaggingModel;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** From an encoded picture to the encoder's levels. Any number of threads at once. */
final class PictureStage {
  private final ImageDecoder decoder;
  private final int thumbnailSide;
  private final boolean isRecognising;

  /**
   * @param settings limits, and whether a thumbnail is wanted
   */
  PictureStage(TaggerSettings settings) {
    this.decoder = new ImageDecoder(settings.imageLimits());
    this.thumbnailSide = settings.results().hasThumbnail() ? settings.results().thumbnailSide() : 0;
    this.isRecognising = settings.model().knownBytes() > 0;
  }

  /**
   * What the model takes of a picture, or has made of it before. A picture that the code for
   * pictures fails with is no good; a full heap is another matter.
   */
  Prepared prepare(ByteBuffer image, TaggingModel model) {
    try {
      return recognisedOrDecoded(bytes(image), model);
    } catch (CancellationException stopped) {
      throw stopped; // the task ends; the picture is prepared when it goes on
    } catch (RuntimeException | StackOverflowError e) {
      return new Prepared.Rejected(
          RecordFault.NOT_PREPARABLE, "the picture cannot be prepared: " + e);
    }
  }

  private Prepared recognisedOrDecoded(byte[] bytes, TaggingModel model) {
    long start = System.nanoTime();
    Optional<KnownPictures.Key> key = isRecognising ? Optional.of(key(bytes)) : Optional.empty();
    Optional<KnownPictures.Known> known = key.flatMap(model.pictures()::find);
    if (known.isPresent()) {
      return new Prepared.Recognised(known.get(), System.nanoTime() - start);
    }
    int side = Math.max(model.preprocessor().settings().imageSize(), thumbnailSide);
    return decoder.decode(
        bytes,
        side,
        decoded ->
            decoded.match(
                picture -> ready(picture, model.preprocessor(), key, start),
                rejected -> new Prepared.Rejected(rejected.reason(), rejected.message())));
  }

  private KnownPictures.Key key(byte[] bytes) {
    return KnownPictures.Key.of(bytes, thumbnailSide);
  }

  private Prepared ready(
      Picture picture, Preprocessor preprocessor, Optional<KnownPictures.Key> key, long start) {
    byte[] levels = preprocessor.apply(picture);
    byte[] thumbnail = thumbnailSide > 0 ? Thumbnail.jpeg(picture, thumbnailSide) : null;
    PictureFacts facts = new PictureFacts(picture.sourceWidth(), picture.sourceHeight(), thumbnail);
    return new Prepared.Decoded(levels, facts, key, System.nanoTime() - start);
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
