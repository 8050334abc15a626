package io.clipstream.operators.fetch;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Settings for tests: fetching is on, and what a test needs is given by name. */
final class Settings {
  private Settings() {}

  static FetchSettings with(String... namesAndValues) {
    Map<String, String> options = new HashMap<>();
    options.put("fetch.enabled", "true");
    options.put("fetch.backoff", "1 ms");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put("fetch." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return FetchSettings.from(Configuration.fromMap(options));
  }

  /** For servers on this machine, at any of the ports. */
  static FetchSettings local(int port, String... namesAndValues) {
    String[] all = new String[namesAndValues.length + 6];
    System.arraycopy(namesAndValues, 0, all, 6, namesAndValues.length);
    all[0] = "allowed-schemes";
    all[1] = "http;https";
    all[2] = "allowed-hosts";
    all[3] = "127.0.0.1:" + port + ";*.test:" + port;
    all[4] = "allowed-networks";
    all[5] = "127.0.0.1/32";
    return with(all);
  }
}
