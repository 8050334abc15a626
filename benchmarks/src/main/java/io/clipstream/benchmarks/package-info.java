/** How fast the model is, beside what the machine's matrix products allow. */
package io.clipstream.benchmarks;
