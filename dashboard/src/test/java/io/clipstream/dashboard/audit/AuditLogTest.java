package io.clipstream.dashboard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir private Path folder;

  private static AuditEntry entry(int number) {
    return new AuditEntry(
        number, "anna", "ADMIN", "127.0.0.1", "POST", "/api/labels", 200, "set " + number);
  }

  @Test
  void theLastOnesComeFirstAlsoAcrossFilesAndStarts() {
    AuditLog log = new AuditLog(folder, 1_000);
    for (int i = 0; i < 20; i++) {
      log.append(entry(i));
    }
    assertThat(new AuditLog(folder, 1_000).last(15))
        .extracting(AuditEntry::at)
        .containsExactly(19L, 18L, 17L, 16L, 15L, 14L, 13L, 12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L);
    assertThat(log.last(3)).containsExactly(entry(19), entry(18), entry(17));
  }

  @Test
  void itStaysBounded() throws IOException {
    AuditLog log = new AuditLog(folder, 1_000);
    for (int i = 0; i < 300; i++) {
      log.append(entry(i));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).hasSize(10).allMatch(file -> file.toFile().length() <= 1_000);
    }
    assertThat(log.last(1)).containsExactly(entry(299));
  }

  @Test
  void hostileTextStaysInItsLineAndALineThatWasCutIsLeftOut() throws IOException {
    AuditLog log = new AuditLog(folder);
    log.append(
        new AuditEntry(
            1, "a\n{\"who\":\"b\"}", "ADMIN", "x", "POST", "/" + "y".repeat(9_999), 200, ""));
    Files.writeString(
        folder.resolve("audit.jsonl"), "{\"at\":2,\"who\n", StandardOpenOption.APPEND);
    log.append(entry(3));
    assertThat(log.last(10)).hasSize(2);
    assertThat(log.last(10).get(1).path()).hasSize(301);
    assertThat(Files.readAllLines(folder.resolve("audit.jsonl"))).hasSize(3);
  }
}
