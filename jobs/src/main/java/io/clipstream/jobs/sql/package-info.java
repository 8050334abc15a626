/**
 * Tagging for SQL: a model provider for Flink's {@code CREATE MODEL} and {@code ML_PREDICT}. Flink
 * finds it by its service file; nothing else of the project depends on it.
 */
package io.clipstream.jobs.sql;
