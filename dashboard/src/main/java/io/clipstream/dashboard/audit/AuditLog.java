package io.clipstream.dashboard.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Entries as JSON, one a line, appended to {@code audit.jsonl}. A file that has become large is set
 * aside as {@code audit.1.jsonl}, and the oldest of those is deleted.
 */
public final class AuditLog {
  private static final Log LOG = Log.of(AuditLog.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long USUAL_BYTES = 10 << 20;
  private static final int FILES = 10;

  private final Path directory;
  private final long maxBytes;

  /**
   * In a directory that is there; ten files of 10 MB at most.
   *
   * @throws ResourceException if it cannot be written
   */
  public AuditLog(Path directory) {
    this(directory, USUAL_BYTES);
  }

  AuditLog(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    Path file = file(0);
    try {
      if (!Files.exists(file)) {
        create(file);
      }
    } catch (IOException e) {
      throw new ResourceException(file + " cannot be written: " + e, e);
    }
  }

  private static void create(Path file) throws IOException {
    Files.createFile(file);
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }

  private Path file(int number) {
    return directory.resolve(number == 0 ? "audit.jsonl" : "audit." + number + ".jsonl");
  }

  /** Appends one. What was changed is changed: if that fails, it is said in the server's log. */
  public synchronized void append(AuditEntry entry) {
    try {
      byte[] line = (MAPPER.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
      if (Files.exists(file(0)) && Files.size(file(0)) + line.length > maxBytes) {
        setAside();
      }
      if (!Files.exists(file(0))) {
        create(file(0));
      }
      Files.write(file(0), line, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.with(LogKey.PATH, file(0))
          .with(LogKey.ERROR, e)
          .error("a change was done and cannot be written into the log of changes");
    }
  }

  private void setAside() throws IOException {
    for (int i = FILES - 1; i > 0; i--) {
      if (Files.exists(file(i - 1))) {
        Files.move(file(i - 1), file(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * The last entries, the newest first.
   *
   * @throws ResourceException if the file cannot be read
   */
  public synchronized List<AuditEntry> last(int most) {
    List<AuditEntry> found = new ArrayList<>();
    for (int i = 0; i < FILES && found.size() < most && Files.exists(file(i)); i++) {
      List<String> lines = lines(file(i));
      Collections.reverse(lines);
      lines.stream()
          .limit(most - found.size())
          .flatMap(line -> parsed(line).stream())
          .forEach(found::add);
    }
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      return new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ResourceException(file + " cannot be read: " + e, e);
    }
  }

  /** A line that a full disk cut off is left out. */
  private static List<AuditEntry> parsed(String line) {
    try {
      return List.of(MAPPER.readValue(line, AuditEntry.class));
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }
}
