package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.FileStamp;
import io.clipstream.schemas.ClipstreamException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials as their file has them now: whoever was added may log in, and whoever was removed is
 * out at the next request. A file that cannot be read any more lets nobody in.
 */
final class LiveCredentials {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCredentials.class);

  private final CredentialFile file;
  private final Function<Credential, String> key;
  private FileStamp stamp;
  private Map<String, Credential> known = Map.of();

  /**
   * @param key by which they are looked for: name or hash
   * @throws ClipstreamException if the file cannot be used
   */
  LiveCredentials(CredentialFile file, Function<Credential, String> key) {
    this.file = file;
    this.key = key;
    this.stamp = stamp();
    take(file.read());
  }

  Optional<Credential> find(String wanted) {
    return Optional.ofNullable(now().get(wanted));
  }

  List<Credential> all() {
    return List.copyOf(now().values());
  }

  private synchronized Map<String, Credential> now() {
    FileStamp seen = stamp();
    if (!seen.equals(stamp)) {
      stamp = seen;
      reread();
    }
    return known;
  }

  private void reread() {
    try {
      take(file.read());
      LOG.info("{} was read anew", file.path());
    } catch (ClipstreamException e) {
      known = Map.of();
      LOG.error("{} lets nobody in as it is: {}", file.path(), e.getMessage());
    }
  }

  private void take(List<Credential> all) {
    known = all.stream().collect(Collectors.toUnmodifiableMap(key, each -> each, (a, b) -> b));
  }

  private FileStamp stamp() {
    return FileStamp.of(file.path());
  }
}
