/**
 * Zero-shot classification: labels become prompts, prompts a bank of embeddings, pictures scores.
 */
package io.clipstream.model.zeroshot;
