/**
 * The Flink operators that tag pictures. Nothing lives here yet: the module holds its place between
 * {@code jobs} and {@code model} until the streaming job is built.
 */
package io.clipstream.operators;
