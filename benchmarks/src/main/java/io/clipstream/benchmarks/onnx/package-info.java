/** The encoders as ONNX graphs, to run them in ONNX Runtime beside our own. */
package io.clipstream.benchmarks.onnx;
