/** Linear classifiers of frozen features: what a representation is worth (paper, section 3.2). */
package io.clipstream.model.probe;
