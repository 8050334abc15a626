package io.clipstream.operators.fetch;

import io.clipstream.control.places.StoragePlace;
import java.net.URI;

/** Where a picture lies, after the allow-lists have been passed. */
sealed interface PictureLocation {
  /**
   * On the network.
   *
   * @param uri with the host in canonical form, without fragment
   * @param port never 0
   */
  record OnNetwork(URI uri, String scheme, String host, int port) implements PictureLocation {
    @Override
    public byte[] read(Reader reader) throws FetchException {
      return reader.onNetwork(this);
    }

    @Override
    public FetchFault unforeseen() {
      return FetchFault.MALFORMED_ANSWER;
    }

    @Override
    public String name() {
      return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** In a file system. */
  record InStorage(StoragePlace file) implements PictureLocation {
    @Override
    public byte[] read(Reader reader) throws FetchException {
      return reader.inStorage(this);
    }

    @Override
    public FetchFault unforeseen() {
      return FetchFault.STORAGE_FAILED;
    }

    @Override
    public String name() {
      return file.store();
    }
  }

  /** Reads pictures wherever they lie. */
  interface Reader {
    byte[] onNetwork(OnNetwork place) throws FetchException;

    byte[] inStorage(InStorage place) throws FetchException;
  }

  /** The picture's bytes. */
  byte[] read(Reader reader) throws FetchException;

  /** What a failure counts as that nobody foresaw. */
  FetchFault unforeseen();

  /** Host or store, without path: for people, and to count failures by. */
  String name();
}
