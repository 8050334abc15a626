package io.clipstream.dashboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;

/** JSON of answers and requests. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Answers with a value. */
  public static void answer(Context context, Object value) {
    context.contentType(Route.JSON).result(bytes(value));
  }

  /** A value as UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value that cannot be JSON", e);
    }
  }

  /**
   * The body of a request.
   *
   * @throws BadRequestResponse if it is none of that type
   */
  public static <T> T body(Context context, Class<T> type) {
    try {
      T value = MAPPER.readValue(context.bodyAsBytes(), type);
      if (value == null) {
        throw new BadRequestResponse("the body is null, expected JSON");
      }
      return value;
    } catch (java.io.IOException e) {
      throw new BadRequestResponse("the body is not the JSON that is expected here");
    }
  }
}
