package io.clipstream.dashboard.http;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.router.EndpointNotFound;
import io.javalin.util.JavalinBindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Answers requests: the page, its files and the addresses of the table. */
public final class DashboardServer implements AutoCloseable {
  private static final Log LOG = Log.of(DashboardServer.class);

  /** Each who looks on holds a thread; the rest is for requests. */
  private static final int THREADS = 160;

  private static final long MAX_BODY = 1 << 20;

  private final Javalin app;
  private final Optional<TlsReload> tls;

  private DashboardServer(Javalin app, Optional<TlsReload> tls) {
    this.app = app;
    this.tls = tls;
  }

  /**
   * Starts to listen.
   *
   * @param routes of every part of the dashboard
   * @param callbacks what is sent to others, for the document
   * @param door finds out who asks, before every request that was let in
   * @throws ResourceException if the port is taken
   * @throws io.clipstream.schemas.SettingException if certificate or key cannot be used
   */
  public static DashboardServer start(
      Listening listening, List<Route> routes, List<Callback> callbacks, Door door) {
    PageFiles files = new PageFiles();
    Guard guard = new Guard(listening.allNames(), listening.proxies(), Set.of(files.mapHash()));
    List<Route> all = new ArrayList<>(routes);
    all.add(
        Route.get(
            "/openapi.json",
            "This document.",
            context -> Json.answer(context, OpenApi.of(all, callbacks))));
    Optional<TlsReload> tls = listening.tls().map(TlsReload::new);
    Javalin app =
        Javalin.create(
            config -> {
              basics(config, listening, tls.map(TlsReload::context));
              config.routes.before(guard::check);
              config.routes.before(door::before);
              config.routes.after(door::after);
              all.forEach(route -> add(config, route));
              config.routes.get("/page/<file>", files::own);
              config.routes.get("/lib/<file>", files::library);
              config.routes.exception(
                  EndpointNotFound.class, (e, context) -> notFound(context, files));
              errors(config);
            });
    try {
      app.start();
    } catch (JavalinBindException e) {
      tls.ifPresent(TlsReload::close);
      throw new ResourceException(
          listening.host()
              + ":"
              + listening.port()
              + " is taken; stop what listens there or choose another with --port",
          e);
    }
    tls.ifPresent(TlsReload::start);
    return new DashboardServer(app, tls);
  }

  private static void basics(
      JavalinConfig config, Listening listening, Optional<SslContextFactory.Server> tls) {
    config.jetty.host = listening.host();
    config.jetty.port = listening.port();
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 4, 30_000);
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(16 << 10);
        });
    tls.ifPresent(
        context ->
            config.jetty.addConnector((server, http) -> secure(server, http, listening, context)));
    config.http.maxRequestSize = MAX_BODY;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
  }

  /** By TLS alone; whether the name is ours is the guard's question. */
  private static ServerConnector secure(
      Server server, HttpConfiguration http, Listening listening, SslContextFactory.Server tls) {
    HttpConfiguration secure = new HttpConfiguration(http);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(secure));
    connector.setHost(listening.host());
    connector.setPort(listening.port());
    return connector;
  }

  private static void add(JavalinConfig config, Route route) {
    config.routes.addHttpHandler(
        HandlerType.findOrDefault(route.method().name()),
        route.path(),
        context -> {
          Role role = Person.of(context).role();
          if (!role.includes(route.role())) {
            throw role == Role.NOBODY
                ? new UnauthorizedResponse("log in first")
                : new ForbiddenResponse("this needs the role " + route.role());
          }
          route.handler().handle(context);
        });
  }

  /** Every address of a view is the page; what a program asks for is not there. */
  private static void notFound(Context context, PageFiles files) {
    String accept = context.header("Accept");
    boolean isView =
        context.method() == HandlerType.GET
            && accept != null
            && accept.contains("text/html")
            && !context.path().matches("/(api|page|lib)(/.*)?");
    if (isView) {
      context.status(200);
      files.index(context);
    } else {
      error(context, 404, "there is nothing at this address; /openapi.json lists what there is");
    }
  }

  private static void errors(JavalinConfig config) {
    config.routes.exception(
        HttpResponseException.class, (e, context) -> error(context, e.getStatus(), e.getMessage()));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.with(LogKey.ROUTE, route(context)).error("a request failed", e);
          error(context, 500, "this failed in the server; its log says why");
        });
  }

  /** The pattern of the address: what stands in it may be an image's id. */
  private static String route(Context context) {
    return context.method() + " " + context.endpoint().path;
  }

  private static void error(Context context, int status, String message) {
    context.status(status);
    Json.answer(context, Map.of("status", status, "message", String.valueOf(message)));
  }

  /** The port that it listens on. */
  public int port() {
    return app.port();
  }

  @Override
  public void close() {
    tls.ifPresent(TlsReload::close);
    app.stop();
  }
}
