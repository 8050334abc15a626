/**
 * What the control logs say is in force: label sets and the checkpoint to use. Start reading at
 * {@link io.clipstream.control.Definitions}.
 */
package io.clipstream.control;
