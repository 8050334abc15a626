package io.clipstream.learning.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.learning.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The file in a pair store that says whom it belongs to.
 *
 * @param token of the attempt that holds the store, another for each
 * @param process number of its process, and the namespace of such numbers
 * @param since when it took the store
 * @param beat counts up as long as it lives
 * @param released true once it has ended in good order; the store still belongs to the job
 */
record OwnerFile(
    String job,
    String model,
    String run,
    String token,
    String host,
    String process,
    String since,
    long beat,
    boolean released) {
  static final String NAME = ".owner";

  private static final int READS = 3;

  OwnerFile {
    requireNonNull(job, "job is null");
    requireNonNull(model, "model is null");
    requireNonNull(run, "run is null");
    requireNonNull(token, "token is null");
    requireNonNull(host, "host is null");
    requireNonNull(since, "since is null");
    if (process == null || !process.matches("[0-9]{1,18} .*")) {
      throw new IllegalArgumentException("process is " + process + ", expected its number");
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static OwnerFile of(StoreClaim claim) {
    return new OwnerFile(
        claim.job(),
        claim.model(),
        claim.run(),
        UUID.randomUUID().toString(),
        hostName(),
        ProcessHandle.current().pid() + " " + namespace(),
        Instant.now().toString(),
        0,
        false);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** The numbers of processes mean something within one namespace of the system alone. */
  private static String namespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  static Optional<OwnerFile> read(Storage store) throws IOException {
    try {
      return Optional.of(JSON.readValue(content(store), OwnerFile.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      String what = "%s does not say whom the store belongs to: %s; delete it if no job uses it";
      throw new IOException(what.formatted(store.name(NAME), e.getOriginalMessage()), e);
    }
  }

  /** Object stores refuse to read on in a file that its owner replaces; the new one is whole. */
  private static byte[] content(Storage store) throws IOException {
    for (int left = READS - 1; ; left--) {
      try (InputStream in = store.open(NAME)) {
        return in.readAllBytes();
      } catch (IOException e) {
        if (e instanceof NoSuchFileException || left == 0) {
          throw e;
        }
      }
    }
  }

  void write(Storage store) throws IOException {
    byte[] json = JSON.writeValueAsBytes(this);
    store.write(NAME, out -> out.write(json));
  }

  OwnerFile beating() {
    return new OwnerFile(job, model, run, token, host, process, since, beat + 1, false);
  }

  OwnerFile releasing() {
    return new OwnerFile(job, model, run, token, host, process, since, beat + 1, true);
  }

  boolean isOf(OwnerFile other) {
    return token.equals(other.token);
  }

  /** Whether its process ran on this host and does no longer. */
  boolean isOfADeadProcess() {
    return host.equals(hostName())
        && process.equals(pid() + " " + namespace())
        && ProcessHandle.of(Long.parseLong(pid())).isEmpty();
  }

  private String pid() {
    return process.substring(0, process.indexOf(' '));
  }

  /** The holder, for people. */
  String holder() {
    return "model %s, host %s, process %s, since %s".formatted(model, host, pid(), since);
  }
}
