package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.password4j.BcryptFunction;
import com.password4j.Password;
import com.password4j.types.Bcrypt;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.login.Credential;
import io.clipstream.dashboard.login.CredentialFile;
import io.clipstream.dashboard.login.LoginSettings;
import io.clipstream.dashboard.login.TestIssuer;
import io.clipstream.dashboard.review.ReviewSettings;
import io.clipstream.dashboard.store.Retention;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logging in and out in a real browser; no Kafka is there, which the page says. */
@Timeout(300)
class LoginPageTest extends BrowserTest {
  private static final String PASSWORD = "correct horse";

  /** As {@code htpasswd} makes them, and quickly: each size and colour logs in. */
  private static final String HASH =
      Password.hash(PASSWORD).with(BcryptFunction.getInstance(Bcrypt.B, 4)).getResult();

  private CredentialFile users;
  private TestIssuer issuer;

  @BeforeEach
  void start() {
    users = CredentialFile.users(folder.resolve("users"));
    users.put(new Credential("anna", Role.ADMIN, HASH));
    users.put(new Credential("vera", Role.VIEWER, HASH));
    issuer = TestIssuer.start();
    issuer.person.putAll(Map.of("preferred_username", "rita", "groups", List.of("moderators")));
    LoginSettings login =
        new LoginSettings(
            Optional.of(users.path()),
            Optional.of(issuer.settings()),
            Optional.empty(),
            Map.of("moderators", Role.REVIEWER));
    // By a name that is another site than the issuer's address: cookies are kept apart.
    dashboard =
        Dashboard.start(
            new DashboardSettings(
                KafkaAccess.at("127.0.0.1:1"),
                folder.resolve("data"),
                Optional.empty(),
                Listening.at("localhost", 0),
                login,
                Retention.DEFAULT,
                ReviewSettings.DEFAULT));
  }

  @AfterEach
  void stopIssuer() {
    issuer.close();
  }

  private static void logIn(Page page, String name, String password) {
    page.locator("login-view input[name=name]").fill(name);
    page.locator("login-view input[name=password]").fill(password);
    page.keyboard().press("Enter");
  }

  /** In a narrow window the way out, and some views, lie behind a button. */
  private static void openMore(Page page) {
    if (isNarrow(page)) {
      page.locator("nav-rail nav > button").click();
      assertThat(page.locator("nav-rail nav > button")).hasAttribute("aria-expanded", "true");
    }
  }

  /** Answers that send people to the login are none of its complaints. */
  @Override
  void complainedAboutNothing() {
    assertThat(browser.complaints()).allMatch(each -> each.contains("401 (Unauthorized)"));
  }

  @Test
  void theLoginLeadsToWhatWasWantedAndSigningOutBackToIt() {
    inEverySizeAndColour(
        "search?decision=BLOCK",
        (page, name) -> {
          assertThat(page.locator("login-view h1")).isVisible();
          assertThat(page).hasTitle("Log in · clipstream");
          assertThat(page.locator("nav-rail")).hasCount(0);
          assertThat(page.locator("login-view input[name=name]")).isFocused();
          logIn(page, "anna", "wrong horse");
          assertThat(page.locator("login-view [role=alert]"))
              .containsText("do not belong together");
          hasNoViolations(page, "login " + name);
          screenshot(page, "login-" + name);
          logIn(page, "anna", PASSWORD);
          assertThat(page.locator("search-view")).isVisible();
          assertThat(page).hasURL(Pattern.compile(".*/search\\?decision=BLOCK"));
          openMore(page);
          Locator out = page.locator("signed-in button").filter(seen());
          assertThat(out).isVisible();
          hasNoViolations(page, "logged in " + name);
          screenshot(page, "logged-in-" + name);
          page.reload();
          assertThat(page.locator("search-view")).isVisible();
          openMore(page);
          out.click();
          assertThat(page.locator("login-view h1")).isVisible();
          assertThat(page.locator("search-view")).hasCount(0);
          page.reload();
          assertThat(page.locator("login-view h1")).isVisible();
        });
  }

  @Test
  void whoIsTakenOutSeesTheLoginAtOnce() {
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      logIn(page, "vera", PASSWORD);
      assertThat(page.locator("nav-rail signed-in")).containsText("vera · viewer");
      assertThat(page.locator("status-line")).containsText("images/s");
      users.remove("vera");
      assertThat(page.locator("login-view h1")).isVisible();
      logIn(page, "anna", PASSWORD);
      assertThat(page.locator("nav-rail signed-in")).containsText("anna · admin");
      assertThat(page.locator("status-line")).containsText("images/s");
    }
    complainedAboutNothing();
  }

  @Test
  void viewsKnowWhatARoleMayDo() {
    try (Page page = open("", 1440, ColorScheme.LIGHT)) {
      logIn(page, "vera", PASSWORD);
      assertThat(page.locator("nav-rail signed-in")).containsText("vera");
      Object may =
          page.evaluate(
              "() => import('/page/parts/session.js')"
                  + ".then(s => ['VIEWER', 'REVIEWER', 'ADMIN'].map(s.can))");
      assertThat(may).isEqualTo(List.of(true, false, false));
      assertThat(page.locator("nav-rail a", text("Changes"))).hasCount(0);
      page.navigate(dashboard.address() + "changes");
      assertThat(page.locator("empty-state")).containsText("needs the role admin");
    }
  }

  private static Locator.FilterOptions seen() {
    return new Locator.FilterOptions().setVisible(true);
  }

  private static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void adminsSeeWhoChangedWhat() {
    inEverySizeAndColour(
        "",
        (page, name) -> {
          logIn(page, "anna", "wrong horse");
          assertThat(page.locator("login-view [role=alert]")).isVisible();
          logIn(page, "anna", PASSWORD);
          openMore(page);
          page.locator("nav-rail a", text("Changes")).click();
          Locator rows = page.locator("changes-view tbody tr");
          assertThat(rows.first()).containsText("logged in");
          assertThat(rows.nth(1)).containsText("login refused for anna");
          hasNoViolations(page, "changes " + name);
          screenshot(page, "changes-" + name);
        });
  }

  @Test
  void theIssuersPageLeadsBackToTheView() {
    try (Page page = open("search?decision=TAG", 1440, ColorScheme.LIGHT)) {
      page.locator("login-view button", text("127.0.0.1")).click();
      assertThat(page.locator("nav-rail signed-in")).containsText("rita · reviewer");
      assertThat(page).hasURL(Pattern.compile(".*/search\\?decision=TAG"));
      page.locator("signed-in button").filter(seen()).click();
      issuer.person.put("groups", List.of("cooks"));
      page.locator("login-view button", text("127.0.0.1")).click();
      assertThat(page.locator("login-view [role=alert]")).containsText("may not come in here");
      assertThat(page).hasURL(dashboard.address());
    }
    complainedAboutNothing();
  }
}
