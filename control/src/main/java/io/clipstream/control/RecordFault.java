package io.clipstream.control;

/**
 * Why a record cannot be processed, where no enum of its own says so, as those of decoding, of
 * pictures and of fetching do. The name is the reason on the dead letter; never changed.
 */
public enum RecordFault {
  /** A control record without the name that it is about. */
  NO_KEY,
  /** A control record whose key is another than the name in it. */
  KEY_MISMATCH,
  /** A label set or an announcement that breaks a rule. */
  INVALID,
  /** A revision that was counted already, with other content. */
  OLD_REVISION,
  /** A promotion that came too late: another checkpoint has come into force. */
  NOT_IN_FORCE,

  /** An image or a caption without an id. */
  NO_ID,
  NO_IMAGE,
  /** An image event with both a picture and a URI. */
  TWO_IMAGES,
  /** A URI in a job that fetches none. */
  URI_NOT_FETCHED,
  UNKNOWN_LABEL_SET,
  /** Too many images wait for label sets that are being encoded. */
  LABEL_SET_NOT_READY,
  LABEL_SET_FAILED,
  /** The code for pictures fails with it. */
  NOT_PREPARABLE,
  /** The encoder fails with it. */
  NOT_ENCODABLE,
  /** Its embedding holds no numbers. */
  NOT_FINITE,
  /** The job has failed with it again and again. */
  FAILED_REPEATEDLY,

  ORIGIN_NOT_ALLOWED,
  NO_CAPTION,
  TOO_MANY_CAPTIONS
}
