package io.clipstream.dashboard.http;

import io.javalin.http.Handler;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that the server answers: the one place where it is described, for the server and for
 * the document at /openapi.json.
 *
 * @param path in braces what varies, as OpenAPI and Javalin both write it
 * @param summary one line
 * @param parameters of the path and of the query
 * @param answer media type of the answer
 * @param role that is needed: by default VIEWER to look, REVIEWER to change; NOBODY where nobody
 *     needs to have logged in
 */
public record Route(
    Method method,
    String path,
    String summary,
    List<Parameter> parameters,
    String answer,
    Role role,
    Handler handler) {
  public static final String JSON = "application/json";

  /** What is done. All but GET change something, and need {@link Guard#HEADER}. */
  public enum Method {
    GET,
    POST,
    PUT,
    DELETE
  }

  /**
   * Something that varies.
   *
   * @param place {@code path} or {@code query}
   * @param type of JSON: {@code string}, {@code integer} or {@code number}
   */
  public record Parameter(String name, String place, String type, String meaning) {}

  public Route {
    parameters = List.copyOf(parameters);
  }

  /** An address that answers with JSON. */
  public static Route get(String path, String summary, Handler handler) {
    return new Route(Method.GET, path, summary, List.of(), JSON, Role.VIEWER, handler);
  }

  /** An address that changes something. */
  public static Route change(Method method, String path, String summary, Handler handler) {
    return new Route(method, path, summary, List.of(), JSON, Role.REVIEWER, handler);
  }

  /** The same with something in the path. */
  public Route path(String name, String type, String meaning) {
    return with(new Parameter(name, "path", type, meaning));
  }

  /** The same with something in the query, which may be left out. */
  public Route query(String name, String type, String meaning) {
    return with(new Parameter(name, "query", type, meaning));
  }

  /** The same with an answer of another media type. */
  public Route answers(String mediaType) {
    return new Route(method, path, summary, parameters, mediaType, role, handler);
  }

  /** The same for those of another role. */
  public Route needs(Role other) {
    return new Route(method, path, summary, parameters, answer, other, handler);
  }

  private Route with(Parameter parameter) {
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(parameter);
    return new Route(method, path, summary, more, answer, role, handler);
  }
}
