package io.clipstream.jobs.sql;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** One tagger for each model of SQL and process, however many subtasks use it. */
final class SharedTaggers {
  private static final class Shared {
    private final SqlTagger tagger;
    private int users;

    private Shared(SqlTagger tagger) {
      this.tagger = tagger;
    }
  }

  private static final Map<SqlSettings, Shared> TAGGERS = new HashMap<>();

  private SharedTaggers() {}

  /**
   * The tagger of the settings, which is loaded if there is none. Subtasks that come meanwhile
   * wait.
   */
  static synchronized SqlTagger acquire(SqlSettings settings) throws IOException {
    Shared shared = TAGGERS.get(settings);
    if (shared == null) {
      shared = new Shared(SqlTagger.load(settings));
      TAGGERS.put(settings, shared);
    }
    shared.users++;
    return shared.tagger;
  }

  /** Gives a tagger back; the last one to do so closes it. */
  static synchronized void release(SqlSettings settings) throws InterruptedException {
    Shared shared = TAGGERS.get(settings);
    if (--shared.users == 0) {
      TAGGERS.remove(settings);
      shared.tagger.close();
    }
  }

  /** How many taggers are loaded. */
  static synchronized int size() {
    return TAGGERS.size();
  }
}
