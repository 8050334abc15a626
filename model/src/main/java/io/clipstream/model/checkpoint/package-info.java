/**
 * Checkpoints on disk: the safetensors format, the two public directory layouts, integrity, and
 * fetching them from a hub. Start reading at {@link
 * io.clipstream.model.checkpoint.CheckpointDirectory}.
 */
package io.clipstream.model.checkpoint;
