/**
 * The operator that tags images. Start reading at {@link
 * io.clipstream.operators.tagging.ImageTaggerFactory}.
 */
package io.clipstream.operators.tagging;
