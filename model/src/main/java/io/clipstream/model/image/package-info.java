/**
 * From a picture's bytes to what the encoder sees: formats and limits, decoding, orientation and
 * colour, resizing and cropping. Bytes are hostile until shown otherwise; nothing here trusts a
 * header before it is held against {@link io.clipstream.model.image.ImageLimits}.
 */
package io.clipstream.model.image;
