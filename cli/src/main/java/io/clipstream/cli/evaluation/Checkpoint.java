package io.clipstream.cli.evaluation;

import java.util.Map;
import java.util.Optional;

/**
 * What is reported of.
 *
 * @param name of its directory
 * @param facts what is said of it, by name
 * @param curves the picture of its training, if its directory has one
 */
public record Checkpoint(String name, Map<String, String> facts, Optional<byte[]> curves) {}
