package io.clipstream.dashboard.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document that describes the addresses, made of their table. */
final class OpenApi {
  private OpenApi() {}

  static Map<String, Object> of(List<Route> routes, List<Callback> callbacks) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "clipstream dashboard", "version", "1"));
    document.put("paths", paths);
    Map<String, Object> webhooks = new LinkedHashMap<>();
    callbacks.forEach(callback -> webhooks.put(callback.name(), Map.of("post", sent(callback))));
    document.put("webhooks", webhooks);
    return document;
  }

  private static Map<String, Object> sent(Callback callback) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", callback.summary());
    operation.put(
        "parameters",
        List.of(
            header("webhook-id", "The same whenever the event is sent again."),
            header("webhook-timestamp", "Seconds since 1970, when it was sent."),
            header(
                "webhook-signature",
                "v1, and in Base64 the HMAC-SHA256 of id.timestamp.body; several with blanks"
                    + " between while a secret is replaced.")));
    operation.put(
        "requestBody",
        Map.of(
            "required", true, "content", Map.of(Route.JSON, Map.of("schema", callback.schema()))));
    operation.put(
        "responses",
        Map.of(
            "2XX", Map.of("description", "Taken."),
            "default", Map.of("description", "Not taken: it is sent again.")));
    return operation;
  }

  private static Map<String, Object> header(String name, String meaning) {
    return Map.of(
        "name",
        name,
        "in",
        "header",
        "required",
        true,
        "description",
        meaning,
        "schema",
        Map.of("type", "string"));
  }

  private static Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    operation.put("x-role", route.role().name());
    List<Map<String, Object>> parameters =
        new ArrayList<>(route.parameters().stream().map(OpenApi::parameter).toList());
    if (route.method() != Route.Method.GET) {
      parameters.add(
          Map.of(
              "name",
              Guard.HEADER,
              "in",
              "header",
              "required",
              true,
              "description",
              "Other sites' pages cannot send it: any value, or the token of /api/me where a"
                  + " cookie says who asks.",
              "schema",
              Map.of("type", "string")));
    }
    operation.put("parameters", parameters);
    operation.put(
        "responses",
        Map.of(
            "200", Map.of("description", "Done.", "content", Map.of(route.answer(), Map.of())),
            "default",
                Map.of(
                    "description",
                    "An error: its field 'message' says what to do.",
                    "content",
                    Map.of(Route.JSON, Map.of()))));
    return operation;
  }

  private static Map<String, Object> parameter(Route.Parameter parameter) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", parameter.name());
    described.put("in", parameter.place());
    described.put("required", parameter.place().equals("path"));
    described.put("description", parameter.meaning());
    described.put("schema", Map.of("type", parameter.type()));
    return described;
  }
}
