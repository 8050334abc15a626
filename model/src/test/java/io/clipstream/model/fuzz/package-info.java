/**
 * What coverage-guided fuzzing calls ({@code mvn -Pfuzz}, CONTRIBUTING.md): each class has a method
 * that takes any bytes and throws only if they did harm. The tests feed it the seeds and whatever
 * was ever found.
 */
package io.clipstream.model.fuzz;
