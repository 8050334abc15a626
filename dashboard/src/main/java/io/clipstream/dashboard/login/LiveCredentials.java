package io.clipstream.dashboard.login;

import io.clipstream.dashboard.http.FileStamp;
import io.clipstream.schemas.ClipstreamException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Credentials as their file has them now: whoever was added may log in, and whoever was removed is
 * out at the next request. A file that cannot be read any more lets nobody in.
 */
final class LiveCredentials {
  private static final Log LOG = Log.of(LiveCredentials.class);

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
      LOG.with(LogKey.PATH, file.path()).info("who may log in was read anew");
    } catch (ClipstreamException e) {
      known = Map.of();
      LOG.with(LogKey.PATH, file.path())
          .with(LogKey.ERROR, e.getMessage())
          .error("a file lets nobody in as it is");
    }
  }

  private void take(List<Credential> all) {
    known = all.stream().collect(Collectors.toUnmodifiableMap(key, each -> each, (a, b) -> b));
  }

  private FileStamp stamp() {
    return FileStamp.of(file.path());
  }
}
