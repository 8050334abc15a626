package io.clipstream.jobs.options;

import java.time.Duration;

/**
 * What timestamps of records are held to.
 *
 * @param outOfOrderness how far they may lie behind
 * @param idleness after which a partition does not hold event time back
 */
public record EventTime(Duration outOfOrderness, Duration idleness) {}
