package io.clipstream.model.checkpoint;

import io.clipstream.model.checkpoint.HubListing.HubFile;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Brings a checkpoint from a hub into a directory: only configuration, tokenizer and safetensors,
 * all of one commit, each file checked against the hub's hash. An interrupted download goes on
 * where it stopped when it is run again; the target appears when it is complete.
 */
public final class HubDownload {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MAX_LISTING_BYTES = 32 << 20;
  private static final int ATTEMPTS_WITHOUT_PROGRESS = 5;

  private final HubRepository repository;
  private final HubClient client;
  private final Duration pause;

  /** Hears how far a file has come. */
  @FunctionalInterface
  public interface Progress {
    /** {@code bytes} of {@code total} bytes of {@code file} have arrived. */
    void advanced(String file, long bytes, long total);
  }

  /**
   * A finished download.
   *
   * @param target the checkpoint directory
   * @param commit what the revision stood for
   * @param files names of the files fetched from the hub
   * @param bytes their size
   */
  public record Downloaded(Path target, String commit, List<String> files, long bytes) {
    public Downloaded {
      files = List.copyOf(files);
    }
  }

  /** Downloads from {@code repository}. */
  public HubDownload(HubRepository repository) {
    this(repository, TIMEOUT, PAUSE);
  }

  HubDownload(HubRepository repository, Duration timeout, Duration pause) {
    this.repository = repository;
    this.client = new HubClient(timeout);
    this.pause = pause;
  }

  /**
   * Downloads into {@code target}, which must not exist.
   *
   * @throws ClipstreamException if the hub has no such checkpoint, a hash differs, a file name
   *     would leave the directory, or the connection fails for good; what arrived is kept beside
   *     the target, in a hidden directory named after it, for the next attempt
   */
  public Downloaded into(Path target, Progress progress) {
    Path absolute = target.toAbsolutePath().normalize();
    try {
      StagedDirectory.refuseExisting(absolute);
      HubListing listing = HubListing.parse(repository.name(), listing());
      List<HubFile> files = listing.checkpoint(repository.name());
      String name = "." + absolute.getFileName() + ".part-" + listing.commit().substring(0, 12);
      Path staging = Files.createDirectories(absolute.resolveSibling(name));
      requireSpace(staging, files);
      for (HubFile file : files) {
        fetch(file, listing.commit(), staging, progress);
      }
      publish(staging, absolute);
      long bytes = files.stream().mapToLong(HubFile::bytes).sum();
      return new Downloaded(
          absolute, listing.commit(), files.stream().map(HubFile::name).toList(), bytes);
    } catch (IOException e) {
      throw new ResourceException(
          repository.name() + " cannot be downloaded: " + describe(e) + "; run again to go on", e);
    }
  }

  /** Refused connections come without a message. */
  private String describe(IOException e) {
    return e instanceof ConnectException
        ? "no connection to " + repository.endpoint()
        : e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private byte[] listing() throws IOException {
    URI uri = repository.listing();
    HttpResponse<InputStream> response = client.get(uri, 0);
    try (InputStream body = response.body();
        SilenceGuard guard = new SilenceGuard(body, client.timeout())) {
      if (response.statusCode() != 200) {
        throw new ResourceException(
            repository.name()
                + " revision "
                + Printable.text(repository.revision())
                + ": expected a listing at "
                + uri
                + ", found HTTP status "
                + response.statusCode());
      }
      byte[] bytes = body.readNBytes(MAX_LISTING_BYTES + 1);
      guard.heard();
      if (bytes.length > MAX_LISTING_BYTES) {
        throw new ResourceException(uri + ": expected at most " + MAX_LISTING_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static void requireSpace(Path staging, List<HubFile> files) throws IOException {
    long missing = 0;
    for (HubFile file : files) {
      missing += Math.max(0, file.bytes() - new PartialFile(file, staging).arrived());
    }
    long usable = Files.getFileStore(staging).getUsableSpace();
    if (missing > usable) {
      throw new ResourceException(
          staging + ": expected " + missing + " bytes of free space, found " + usable);
    }
  }

  private void fetch(HubFile file, String commit, Path staging, Progress progress)
      throws IOException {
    PartialFile partial = new PartialFile(file, staging);
    int idle = 0;
    while (!partial.isComplete()) {
      long before = partial.arrived();
      try {
        partial.advance(client, repository.file(commit, file.name()), progress);
        partial.finish();
      } catch (IOException e) {
        idle = partial.arrived() > before ? 0 : idle + 1;
        if (idle == ATTEMPTS_WITHOUT_PROGRESS || Thread.currentThread().isInterrupted()) {
          throw new IOException(file.name() + ": " + describe(e), e);
        }
        sleep();
      }
    }
  }

  private void sleep() throws IOException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void publish(Path staging, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(staging.resolve(Integrity.FILE))) {
      Integrity.write(out, Integrity.hashes(staging));
    }
    StagedDirectory.forceDirectory(staging);
    StagedDirectory.rename(staging, target);
  }
}
