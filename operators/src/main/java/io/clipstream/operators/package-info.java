/**
 * What passes between the sources, the operators and the sinks of the jobs: no Kafka here. Start
 * reading at {@link io.clipstream.operators.tagging.ImageTaggerFactory}.
 */
package io.clipstream.operators;
