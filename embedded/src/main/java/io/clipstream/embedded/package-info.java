/**
 * A real Kafka broker inside this JVM, for the demo and for tests, and directories for one user.
 */
package io.clipstream.embedded;
