/** What a tagger must know about the cluster that it runs on: class loaders and devices. */
package io.clipstream.operators.cluster;
