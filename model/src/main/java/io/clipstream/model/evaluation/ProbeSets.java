package io.clipstream.model.evaluation;

import java.util.Optional;

/**
 * Labelled sets to probe with. Classes are those of the test set, as for zero-shot evaluation:
 * pictures of others are passed over.
 *
 * @param validation what the strength of the penalty is chosen by; if there is none, a fifth of
 *     each class of {@code train} is drawn for it
 * @param seed of all draws
 */
public record ProbeSets(
    LabelledSet train, Optional<LabelledSet> validation, LabelledSet test, long seed) {}
