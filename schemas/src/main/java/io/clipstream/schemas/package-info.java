/**
 * The records on the topics, generated from {@code src/main/avro}, and what belongs to them without
 * any further machinery: the topics themselves, the rules for a label set, the order of decisions.
 */
package io.clipstream.schemas;
