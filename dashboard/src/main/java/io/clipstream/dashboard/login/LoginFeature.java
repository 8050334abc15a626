package io.clipstream.dashboard.login;

import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Asked;
import io.clipstream.dashboard.http.Audited;
import io.clipstream.dashboard.http.Door;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Listening;
import io.clipstream.dashboard.http.Person;
import io.clipstream.dashboard.http.Proxies;
import io.clipstream.dashboard.http.Role;
import io.clipstream.dashboard.http.Route;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnauthorizedResponse;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Logging in and out. */
public final class LoginFeature implements Feature {
  private static final Log LOG = Log.of(LoginFeature.class);
  private static final String CALLBACK = "/api/login/oidc/callback";
  private static final Pattern LOCAL =
      Pattern.compile("/([^/\\\\\\p{Cntrl} ][^\\\\\\p{Cntrl} ]{0,1999})?");
  private static final int TOO_MANY = 429;
  private static final int BEGUN_AN_ADDRESS = 60;

  private final LoginSettings settings;
  private final Sessions sessions;
  private final Cookies cookies;
  private final Gate gate;
  private final Optional<PasswordLogin> passwords;
  private final Optional<OidcLogin> oidc;
  private final Attempts begun;

  /**
   * @param clock milliseconds
   * @throws io.clipstream.schemas.ClipstreamException if a file of users or tokens cannot be used
   */
  public LoginFeature(LoginSettings settings, Listening listening, LongSupplier clock) {
    this.settings = settings;
    this.sessions = new Sessions(clock);
    this.cookies = new Cookies(listening.isSecure());
    Optional<LiveCredentials> tokens =
        settings
            .users()
            .map(file -> new LiveCredentials(CredentialFile.tokensBeside(file), Credential::hash));
    this.gate = new Gate(settings, tokens, sessions, cookies);
    this.passwords =
        settings
            .users()
            .map(file -> new LiveCredentials(CredentialFile.users(file), Credential::name))
            .map(users -> new PasswordLogin(users, clock));
    this.oidc =
        settings.oidc().map(each -> new OidcLogin(each, new GroupRoles(settings.groups()), clock));
    this.begun = new Attempts(BEGUN_AN_ADDRESS, Duration.ofMinutes(10), clock);
  }

  /** What stands before every request. */
  public Door door() {
    return gate;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/me", "Who asks, and how to log in.", this::me).needs(Role.NOBODY),
        Route.change(
                Route.Method.POST,
                "/api/login",
                "Logs in: {\"name\", \"password\"}; sets the cookie of a session.",
                this::login)
            .needs(Role.NOBODY),
        Route.change(
                Route.Method.POST,
                "/api/logout",
                "Ends the session; where the answer has a 'next', the issuer's ends there.",
                this::logout)
            .needs(Role.VIEWER),
        Route.get("/api/login/oidc", "Sends the browser to the issuer.", this::begin)
            .query("back", "string", "Address of this page to go on with.")
            .answers("text/html")
            .needs(Role.NOBODY),
        Route.get(CALLBACK, "Where the issuer sends the browser back to.", this::end)
            .query("code", "string", "What the issuer gives a token for.")
            .query("state", "string", "What was sent to the issuer.")
            .answers("text/html")
            .needs(Role.NOBODY));
  }

  private void me(Context context) {
    answerMe(context, Gate.session(context));
  }

  private void answerMe(Context context, Optional<Session> session) {
    Person person = Person.of(context);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("name", person.name());
    answer.put("role", person.role());
    answer.put("token", session.map(Session::token).orElse(null));
    answer.put("asked", settings.asks());
    answer.put("canSignOut", session.isPresent());
    answer.put("password", passwords.isPresent());
    answer.put("issuer", settings.oidc().map(each -> each.issuer().getHost()).orElse(null));
    Json.answer(context, answer);
  }

  private record Given(String name, String password) {}

  private void login(Context context) {
    PasswordLogin users =
        passwords.orElseThrow(() -> new NotFoundResponse("nobody logs in by password here"));
    Given given = Json.body(context, Given.class);
    if (given.name == null || given.password == null) {
      throw new UnauthorizedResponse("name or password is missing");
    }
    Session session =
        users
            .check(given.name, given.password, Proxies.addressOf(context))
            .answer(new Answer(context, users, given.name));
    answerMe(context, Optional.of(session));
  }

  /** What a login by password comes to: a session, or why there is none. */
  private final class Answer implements PasswordLogin.Answering<Session> {
    private final Context context;
    private final PasswordLogin users;
    private final String name;

    Answer(Context context, PasswordLogin users, String name) {
      this.context = context;
      this.users = users;
      this.name = name;
    }

    @Override
    public Session ok(Supplier<Optional<Person>> who) {
      return enter(context, who, Optional.empty());
    }

    @Override
    public Session wrong() {
      Audited.what(context, "login refused for " + (users.isUser(name) ? name : "an unknown name"));
      throw new UnauthorizedResponse("this name and password do not belong together");
    }

    @Override
    public Session later(Duration pause) {
      throw tooMany(context, pause);
    }
  }

  private static HttpResponseException tooMany(Context context, Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    context.header("Retry-After", String.valueOf(seconds));
    return new HttpResponseException(
        TOO_MANY, "too many attempts; try again in " + seconds + " s", Map.of());
  }

  /** Opens a session with a new id, and ends the one that this browser may have had. */
  private Session enter(Context context, Supplier<Optional<Person>> who, Optional<String> idToken) {
    cookies.session(context).ifPresent(sessions::end);
    String id = sessions.open(who, idToken);
    cookies.setSession(context, id);
    Session session = sessions.use(id).orElseThrow(() -> new UnauthorizedResponse("log in again"));
    sessions.person(session).orElse(Person.NOBODY).note(context);
    Audited.what(context, "logged in");
    return session;
  }

  private void logout(Context context) {
    cookies.session(context).ifPresent(sessions::end);
    cookies.dropSession(context);
    Audited.what(context, "logged out");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("next", issuersEnd(context).map(URI::toString).orElse(null));
    Json.answer(context, answer);
  }

  /** Where the issuer ends its own session, if it let this person in. */
  private Optional<URI> issuersEnd(Context context) {
    return Gate.session(context)
        .flatMap(Session::idToken)
        .flatMap(token -> oidc.flatMap(login -> login.endOfSession(token, own(context, "/"))));
  }

  /** An address of this server, by the name that it was asked by. */
  private URI own(Context context, String path) {
    String scheme = cookies.isSecure() ? "https" : "http";
    return URI.create(scheme + "://" + context.header("Host") + path);
  }

  private void begin(Context context) {
    OidcLogin login = issuer();
    String network = Attempts.network(Proxies.addressOf(context));
    Optional<Duration> wait = begun.take(network);
    if (wait.isPresent()) {
      throw tooMany(context, wait.get());
    }
    URI redirect = own(context, CALLBACK);
    try {
      OidcLogin.Start start = login.begin(redirect, local(Asked.text(context, "back")));
      cookies.setLogin(context, start.id(), OidcLogin.PATIENCE);
      context.redirect(start.issuer().toString());
    } catch (LoginFailed e) {
      failed(context, e);
    }
  }

  private void end(Context context) {
    OidcLogin login = issuer();
    String id = cookies.login(context).orElse("");
    cookies.dropLogin(context);
    try {
      OidcLogin.Done done = login.end(id, context.queryParamMap());
      enter(context, () -> Optional.of(done.person()), Optional.of(done.idToken()));
      context.redirect(done.back());
    } catch (LoginFailed e) {
      failed(context, e);
    }
  }

  private OidcLogin issuer() {
    return oidc.orElseThrow(() -> new NotFoundResponse("nobody logs in by an issuer here"));
  }

  /** People see the page, which says in words what went wrong; the log has the reason. */
  private static void failed(Context context, LoginFailed e) {
    LOG.with(LogKey.ERROR, e.getMessage()).warn("a login by the issuer failed");
    if (e.kind().equals("refused")) { // else anybody could fill the log of changes
      Audited.what(context, "login by the issuer refused");
    }
    context.redirect("/?login=" + e.kind());
  }

  /** An address of this page, whatever was asked for: no way to send people elsewhere. */
  private static String local(String back) {
    return LOCAL.matcher(back).matches() ? back : "/";
  }
}
