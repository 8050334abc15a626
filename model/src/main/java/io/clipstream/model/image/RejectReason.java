package io.clipstream.model.image;

/** Why a picture was rejected; the names are part of the output and stay stable. */
public enum RejectReason {
  /** There are no bytes. */
  EMPTY,
  /** The bytes are in no format that is read here. */
  UNKNOWN_FORMAT,
  /** Bytes, pixels, a side, the number of frames, memory or time exceed the limits. */
  TOO_LARGE,
  /** The format is known, the content is damaged or ends early. */
  CORRUPT,
  /** The format is known but not read, or not with a feature that this picture uses. */
  UNSUPPORTED,
  /** The file cannot be read. */
  UNREADABLE
}
