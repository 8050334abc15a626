/**
 * Text on its way into the model: cleaning, byte-pair encoding, vocabularies of other kinds, the
 * trainer of new vocabularies, and the templates that turn labels into prompts. Start reading at
 * {@link io.clipstream.model.text.Tokenizer}.
 */
package io.clipstream.model.text;
