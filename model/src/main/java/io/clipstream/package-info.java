/**
 * clipstream as a library, without a stream: a checkpoint is loaded, labels are given, pictures are
 * tagged. These types are for users and stay compatible; everything below {@code
 * io.clipstream.model} is the implementation and may change. {@link
 * io.clipstream.ZeroShotClassifier} is where to begin.
 *
 * <p>A picture that cannot be used is a value, {@link io.clipstream.PictureResult.Rejected}. What
 * the caller gave wrongly, a checkpoint, labels or a data set, is a {@link
 * io.clipstream.ClipstreamException}.
 */
package io.clipstream;
