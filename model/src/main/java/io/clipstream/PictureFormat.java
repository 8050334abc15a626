package io.clipstream;

/** The formats that pictures may have, told by their first bytes. */
public enum PictureFormat {
  /** JPEG, baseline and progressive. */
  JPEG,
  /** PNG; of an animation the first frame. */
  PNG,
  /** GIF; of an animation the first frame. */
  GIF,
  /** WebP; of an animation the first frame. */
  WEBP,
  /** Windows bitmaps. */
  BMP,
  /** TIFF; of a document the first page. */
  TIFF
}
