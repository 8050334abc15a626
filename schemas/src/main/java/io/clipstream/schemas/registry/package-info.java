/**
 * A client of schema registries with Confluent's HTTP interface.
 *
 * <p>The client is ours because it is two calls: Confluent's own is not published on Maven Central,
 * and the alternatives there bring a Kafka serde and its dependencies along.
 */
package io.clipstream.schemas.registry;
