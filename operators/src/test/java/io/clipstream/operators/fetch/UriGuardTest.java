package io.clipstream.operators.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriGuardTest {
  private final UriGuard guard =
      new UriGuard(
          Settings.with(
              "allowed-hosts",
              "images.example.com;*.cdn.example.com;other.example.com:8443;[2606:4700::1]",
              "allowed-prefixes",
              "s3://bucket/images;file:/data/in"));

  @ParameterizedTest
  @CsvSource({
    "https://images.example.com/a.png, https://images.example.com/a.png",
    "HTTPS://IMAGES.example.COM, https://images.example.com/",
    "https://images.example.com.:443/a?b=c%20d#e, https://images.example.com:443/a?b=c%20d",
    "https://a.b.cdn.example.com/x, https://a.b.cdn.example.com/x",
    "https://other.example.com:8443/, https://other.example.com:8443/",
    "https://[2606:4700:0:0::1]/x, https://[2606:4700:0:0:0:0:0:1]/x",
    "https://images.example.com/ü, https://images.example.com/%C3%BC",
    "https://images.example.com/%2e%2e/%00, https://images.example.com/%2e%2e/%00"
  })
  void whatTheOwnerAllowsIsAskedForAsItWasChecked(String uri, String asked) throws Exception {
    PictureLocation place = guard.check(uri);
    assertThat(place).isInstanceOf(PictureLocation.OnNetwork.class);
    assertThat(((PictureLocation.OnNetwork) place).uri()).hasToString(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "http://images.example.com/a.png, SCHEME_NOT_ALLOWED",
    "ftp://images.example.com/a.png, SCHEME_NOT_ALLOWED",
    "gopher://images.example.com:443/x, SCHEME_NOT_ALLOWED",
    "jar:file:/data/in/a.jar!/b.png, SCHEME_NOT_ALLOWED",
    "hdfs://bucket/images/a.png, SCHEME_NOT_ALLOWED",
    "https://cdn.example.com/a, HOST_NOT_ALLOWED",
    "https://xcdn.example.com/a, HOST_NOT_ALLOWED",
    "https://images.example.com.evil.org/a, HOST_NOT_ALLOWED",
    "https://images.example.com:80/a, HOST_NOT_ALLOWED",
    "https://images.example.com:99999/a, HOST_NOT_ALLOWED",
    "https://images.example.com:0/a, HOST_NOT_ALLOWED",
    "https://other.example.com/a, HOST_NOT_ALLOWED",
    "https://127.0.0.1/a, HOST_NOT_ALLOWED",
    "https://[::ffff:127.0.0.1]/a, HOST_NOT_ALLOWED",
    "https://user@images.example.com/a, URI_MALFORMED",
    "https://images.example.com@evil.org/a, URI_MALFORMED",
    "https://images.example.com:443@evil.org/a, URI_MALFORMED",
    "https://images.example.com%2eevil.org/a, URI_MALFORMED",
    "https://images.example.com%00.evil.org/a, URI_MALFORMED",
    "https://evil.org\\@images.example.com/a, URI_MALFORMED",
    "https://evil.org\\.images.example.com/a, URI_MALFORMED",
    "https://2130706433/a, URI_MALFORMED",
    "https://0x7f.0.0.1/a, URI_MALFORMED",
    "https://0177.0.0.1/a, URI_MALFORMED",
    "https://127.1/a, URI_MALFORMED",
    "https://[fe80::1%25eth0]/a, URI_MALFORMED",
    "https:///a, URI_MALFORMED",
    "https:a, URI_MALFORMED",
    "https://images.example.com//evil.org/a, URI_MALFORMED",
    "https://ımages.example.com/a, URI_MALFORMED",
    "https://images.example.com/a b, URI_MALFORMED",
    "https://images.example.com:port/a, URI_MALFORMED",
    "/data/in/a.png, URI_MALFORMED",
    "'', URI_MALFORMED",
    "s3://bucket/imagesX/a.png, PATH_NOT_ALLOWED",
    "s3://bucket/images, PATH_NOT_ALLOWED",
    "s3://other/images/a.png, PATH_NOT_ALLOWED",
    "s3://bucket@evil/images/a.png, URI_MALFORMED",
    "s3://bucket/images/../secret, URI_MALFORMED",
    "s3://bucket/images/%2e%2e/secret, URI_MALFORMED",
    "s3://bucket/images/a.png?x, URI_MALFORMED",
    "file:///etc/passwd, PATH_NOT_ALLOWED",
    "file://host/data/in/a.png, PATH_NOT_ALLOWED",
    "file:/data/in/a%00.png, URI_MALFORMED",
    "file:data/in/a.png, URI_MALFORMED"
  })
  void whatIsNotAllowedIsRefusedWithItsReason(String uri, FetchFault fault) {
    FetchException refusal = catchThrowableOfType(FetchException.class, () -> guard.check(uri));
    assertThat(refusal).as(uri).isNotNull();
    assertThat(refusal.fault()).as(refusal.getMessage()).isEqualTo(fault);
    assertThat(refusal.getMessage()).doesNotContain("passwd", "secret", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://images.example.com/\r\nX: y", "https://images.example.com\n/"})
  void linesInAUriAreRefused(String uri) {
    FetchException refusal = catchThrowableOfType(FetchException.class, () -> guard.check(uri));
    assertThat(refusal.fault()).isEqualTo(FetchFault.URI_MALFORMED);
  }

  @Test
  void aUriOfEndlessLengthIsRefusedUnread() {
    String uri = "https://images.example.com/" + "a".repeat(100_000);
    FetchException refusal = catchThrowableOfType(FetchException.class, () -> guard.check(uri));
    assertThat(refusal).hasMessage("the URI has 100027 characters, expected at most 8192");
  }

  @Test
  void filesBelowAPrefixAreAllowedAndWrittenPlainly() throws Exception {
    PictureLocation place = guard.check("s3://bucket//images/%61//b.png");
    assertThat(place).isInstanceOf(PictureLocation.InStorage.class);
    assertThat(((PictureLocation.InStorage) place).file().path()).isEqualTo("/images/a/b.png");
    assertThat(guard.check("file:///data/in/a.png").name()).isEqualTo("file:");
  }
}
