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
    public String name() {
      return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** In a file system. */
  record InStorage(StoragePlace file) implements PictureLocation {
    @Override
    public String name() {
      return file.store();
    }
  }

  /** Host or store, without path: for people, and to count failures by. */
  String name();
}
