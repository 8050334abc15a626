package io.clipstream.operators.fetch;

/** Why a picture did not come. The name is the reason on the dead letter. */
public enum FetchFault {
  /** The text is no URI, or one whose parts can be read in more than one way. */
  URI_MALFORMED(Whose.RECORD),
  SCHEME_NOT_ALLOWED(Whose.RECORD),
  HOST_NOT_ALLOWED(Whose.RECORD),
  /** Outside of the prefixes that are allowed, after symbolic links have been followed. */
  PATH_NOT_ALLOWED(Whose.RECORD),
  /** The host has an address that is not public. */
  ADDRESS_NOT_ALLOWED(Whose.RECORD),
  /** Too many redirects, or one to where no picture may come from. */
  REDIRECT_REFUSED(Whose.RECORD),
  TOO_LARGE(Whose.RECORD),
  EMPTY(Whose.RECORD),
  NOT_FOUND(Whose.RECORD),
  /** The host understood and said no: a status from 400 on, or one that carries no picture. */
  REFUSED(Whose.RECORD),
  /** The host is overloaded or broken: status 408, 429 or from 500 on. */
  FAILED(Whose.HOST),
  /** What the host sent is not HTTP. */
  MALFORMED_ANSWER(Whose.HOST),
  /** No address, no connection, no trusted certificate, or a connection that broke. */
  UNREACHABLE(Whose.HOST),
  TIMEOUT(Whose.HOST),
  /** The host has failed too often and is given a rest. */
  HOST_PAUSED(Whose.HOST),
  /** A file system failed in another way than not having the file. */
  STORAGE_FAILED(Whose.HOST);

  private enum Whose {
    RECORD,
    HOST
  }

  private final Whose whose;

  FetchFault(Whose whose) {
    this.whose = whose;
  }

  /** Whether the host is to blame and not the URI: then another try may help. */
  public boolean isOfHost() {
    return whose == Whose.HOST;
  }
}
