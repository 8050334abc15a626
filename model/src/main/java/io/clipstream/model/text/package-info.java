/**
 * Text on its way into CLIP: cleaning, byte-pair encoding, the trainer of new vocabularies, and the
 * templates that turn labels into prompts. Start reading at {@link
 * io.clipstream.model.text.Tokenizer}.
 */
package io.clipstream.model.text;
