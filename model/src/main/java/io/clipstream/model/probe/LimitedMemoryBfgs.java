package io.clipstream.model.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Minimises smooth functions by L-BFGS (Nocedal and Wright, algorithms 7.4 and 7.5), with what the
 * function knows of its curvature as the initial matrix of each step.
 *
 * @param history pairs of steps and changes of the gradient that the curvature is told from
 * @param maxIterations steps at most
 * @param tolerance the gradient's Euclidean norm at which it stops
 */
record LimitedMemoryBfgs(int history, int maxIterations, double tolerance) {
  /** Iterations between looks at the curvature. */
  private static final int LOOK = 30;

  /**
   * Where it stopped.
   *
   * @param gradientNorm Euclidean
   * @param iterations steps taken
   * @param evaluations of the function
   */
  record Minimum(
      double[] point, double value, double gradientNorm, int iterations, int evaluations) {}

  /** A step and what it changed of the gradient. */
  private record Pair(double[] step, double[] change, double product) {}

  Minimum minimise(DifferentiableFunction function, double[] start) {
    Deque<Pair> pairs = new ArrayDeque<>();
    double[] point = start.clone();
    double[] gradient = new double[point.length];
    double value = function.at(point, gradient);
    int iterations = 0;
    int evaluations = 1;
    while (Vectors.norm(gradient) > tolerance && iterations < maxIterations) {
      if (iterations % LOOK == 0) {
        function.lookAtCurvature(point);
      }
      double[] direction = direction(function, gradient, pairs);
      WolfeLineSearch search = new WolfeLineSearch(function, point, value, gradient, direction);
      Optional<WolfeLineSearch.Step> found =
          search.from(pairs.isEmpty() ? Math.min(1, 1 / Vectors.norm(direction)) : 1);
      evaluations += search.evaluations();
      if (found.isEmpty() && pairs.isEmpty()) {
        break; // not even without a history: rounding hides what is left
      }
      if (found.isEmpty()) {
        pairs.clear();
        continue;
      }
      WolfeLineSearch.Step step = found.get();
      remember(
          pairs,
          Vectors.difference(step.point(), point),
          Vectors.difference(step.gradient(), gradient));
      point = step.point();
      value = step.value();
      gradient = step.gradient();
      iterations++;
    }
    return new Minimum(point, value, Vectors.norm(gradient), iterations, evaluations);
  }

  /**
   * A better point to begin at on the line from 0 through a given one, where the function falls:
   * the scores of a classifier grow as its penalty weakens, all by much the same factor.
   */
  double[] stretched(DifferentiableFunction function, double[] point) {
    double[] gradient = new double[point.length];
    double value = function.at(point, gradient);
    double[] direction = point.clone();
    if (Vectors.dot(gradient, point) > 0) {
      Vectors.scale(direction, -1);
    }
    return new WolfeLineSearch(function, point, value, gradient, direction)
        .from(0.25)
        .map(WolfeLineSearch.Step::point)
        .orElse(point);
  }

  private void remember(Deque<Pair> pairs, double[] step, double[] change) {
    double product = Vectors.dot(step, change);
    if (product > 0) { // the strong Wolfe conditions see to it, but for rounding
      pairs.addLast(new Pair(step, change, product));
    }
    if (pairs.size() > history) {
      pairs.removeFirst();
    }
  }

  /** Minus the inverse of the curvature that the pairs tell of, times the gradient. */
  private static double[] direction(
      DifferentiableFunction function, double[] gradient, Deque<Pair> pairs) {
    double[] rest = gradient.clone();
    Deque<Double> shares = new ArrayDeque<>();
    for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext(); ) {
      Pair pair = newest.next();
      double share = Vectors.dot(pair.step, rest) / pair.product;
      Vectors.add(rest, -share, pair.change);
      shares.push(share);
    }
    double[] direction = function.overCurvature(rest);
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      double[] step = function.overCurvature(last.change);
      Vectors.scale(direction, last.product / Vectors.dot(last.change, step));
    }
    for (Pair pair : pairs) {
      double share = Vectors.dot(pair.change, direction) / pair.product;
      Vectors.add(direction, shares.pop() - share, pair.step);
    }
    Vectors.scale(direction, -1);
    return direction;
  }
}
