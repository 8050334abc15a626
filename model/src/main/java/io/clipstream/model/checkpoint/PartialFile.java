package io.clipstream.model.checkpoint;

import io.clipstream.model.ModelException;
import io.clipstream.model.checkpoint.HubListing.HubFile;
import io.clipstream.schemas.Digests;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** One file on its way from the hub: what has arrived stays, and a later attempt goes on there. */
final class PartialFile {
  private static final int PARTIAL_CONTENT = 206;
  private static final int OK = 200;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final HubFile wanted;
  private final Path complete;
  private final Path part;

  PartialFile(HubFile wanted, Path dir) {
    this.wanted = wanted;
    this.complete = dir.resolve(wanted.name());
    this.part = dir.resolve(wanted.name() + ".part");
  }

  /** Bytes that are on the disk. */
  long arrived() throws IOException {
    if (Files.exists(complete)) {
      return wanted.bytes();
    }
    return Files.exists(part) ? Files.size(part) : 0;
  }

  boolean isComplete() {
    return Files.exists(complete);
  }

  /**
   * Asks for what is missing and appends it.
   *
   * @throws IOException if the connection fails; what arrived is kept
   * @throws ResourceException if the hub refuses
   */
  void advance(HubClient client, URI uri, HubDownload.Progress progress) throws IOException {
    long from = arrived();
    if (from > wanted.bytes()) {
      Files.delete(part);
      from = 0;
    }
    if (from == wanted.bytes() && Files.exists(part)) {
      return;
    }
    HttpResponse<InputStream> response = client.get(uri, from);
    try (InputStream body = response.body();
        SilenceGuard guard = new SilenceGuard(body, client.timeout())) {
      append(body, guard, start(uri, response, from), progress);
    }
  }

  private long start(URI uri, HttpResponse<?> response, long from) throws IOException {
    int status = response.statusCode();
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (status == PARTIAL_CONTENT && from > 0 && range.startsWith("bytes " + from + "-")) {
      return from;
    }
    if (status == OK) {
      return 0; // the hub does not resume: from the beginning
    }
    if (status == RANGE_NOT_SATISFIABLE || status == PARTIAL_CONTENT) {
      Files.deleteIfExists(part);
      throw new IOException("the hub cannot go on at byte " + from);
    }
    if (status >= 500 || status == 429) {
      throw new IOException("the hub answered " + status);
    }
    throw new ResourceException(uri + ": expected the file, found HTTP status " + status);
  }

  private void append(
      InputStream body, SilenceGuard guard, long from, HubDownload.Progress progress)
      throws IOException {
    StandardOpenOption how =
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    long at = from;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        guard.heard();
        at += read;
        if (at > wanted.bytes()) {
          throw new IOException("more bytes than the " + wanted.bytes() + " announced");
        }
        out.write(buffer, 0, read);
        progress.advanced(wanted.name(), at, wanted.bytes());
      }
    }
    if (at < wanted.bytes()) {
      throw new IOException("the connection ended at byte " + at + " of " + wanted.bytes());
    }
  }

  /**
   * Checks the hash and gives the file its name.
   *
   * @throws ModelException if the hash differs; what arrived is deleted
   */
  void finish() throws IOException {
    boolean large = wanted.sha256() != null;
    String expected = large ? wanted.sha256() : wanted.blob();
    String found = large ? Digests.sha256(part) : gitBlob(part);
    if (!found.equals(expected)) {
      Files.delete(part);
      throw new ModelException(
          wanted.name()
              + ": expected "
              + (large ? "SHA-256 " : "git blob ")
              + expected
              + ", found "
              + found
              + "; it was deleted, download again");
    }
    Files.move(part, complete, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String gitBlob(Path file) throws IOException {
    MessageDigest digest = Digests.sha1();
    digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
    return Digests.hex(file, digest);
  }
}
