package io.clipstream.operators.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clipstream.schemas.SettingException;
import java.util.HashSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchSettingsTest {
  @Test
  void nothingIsFetchedUnlessTheOwnerSaysSo() {
    FetchSettings settings = FetchSettings.from(new Configuration());
    assertThat(settings.enabled()).isFalse();
    assertThat(settings.allowed().hosts()).isEmpty();
    assertThat(settings.allowed().prefixes()).isEmpty();
    assertThat(settings.allowed().networks()).isEmpty();
    assertThat(settings.allowed().schemes()).containsExactly("https");
  }

  @Test
  void settingsTravelToTheTasks() throws Exception {
    FetchSettings settings = Settings.local(80, "allowed-prefixes", "file:/data");
    assertThat(InstantiationUtil.clone(settings)).isEqualTo(settings);
  }

  @ParameterizedTest
  @CsvSource({
    "allowed-schemes, ftp, fetch.allowed-schemes is [ftp]",
    "allowed-hosts, 'https://a.org', 'https://a.org' is no rule",
    "allowed-hosts, a*.org, 'a*.org' is no rule",
    "allowed-hosts, *.*.org, '*.*.org' is no rule",
    "allowed-hosts, a.org:99999, 'a.org:99999' is no rule",
    "allowed-hosts, 127.1, '127.1' is no rule",
    "allowed-prefixes, /data, '/data' is no directory",
    "allowed-prefixes, s3://b/../c, 's3://b/../c' is no directory",
    "allowed-networks, loopback, 'loopback' is no block",
    "max-size, 4g, fetch.max-size is 4 gb",
    "timeout, 0 s, fetch.timeout is PT0S",
    "attempts, 0, fetch.attempts is 0",
    "parallel, 0, fetch.parallel is 0",
    "max-redirects, -1, fetch.max-redirects is -1",
    "host-failures.share, 1.5, fetch.host-failures.share is 1.5",
    "host-failures.pause, 0 s, fetch.host-failures.pause is PT0S",
    "host-failures.wait, 0 s, fetch.host-failures.wait is PT0S",
    "host-failures.min-requests, 101, 'fetch.host-failures.min-requests is 101, expected 1 to'"
  })
  void aSettingThatCannotBeUsedIsNamed(String option, String value, String message) {
    assertThatThrownBy(() -> Settings.with("allowed-hosts", "a.org", option, value))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(message);
  }

  @Test
  void onWithNothingAllowedIsAMistake() {
    assertThatThrownBy(() -> Settings.with())
        .hasMessageContaining("fetch.allowed-hosts or fetch.allowed-prefixes");
  }

  @Test
  void everyOptionIsListedOnceAndDescribed() throws Exception {
    HashSet<String> keys = new HashSet<>();
    for (ConfigOption<?> option : FetchOptions.all()) {
      assertThat(keys.add(option.key())).isTrue();
      assertThat(option.description().getBlocks()).isNotEmpty();
    }
    long fields = 0;
    for (var field : FetchOptions.class.getFields()) {
      fields += field.getType() == ConfigOption.class ? 1 : 0;
    }
    assertThat(keys).hasSize((int) fields);
  }
}
