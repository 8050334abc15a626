package io.clipstream.dashboard.http;

import java.util.Map;

/**
 * What this server sends to others, as /openapi.json describes it among its webhooks.
 *
 * @param name type of the event
 * @param summary one line
 * @param schema of the body, as JSON Schema has it
 */
public record Callback(String name, String summary, Map<String, Object> schema) {}
