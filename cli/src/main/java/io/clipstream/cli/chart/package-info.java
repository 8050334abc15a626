/** Charts as SVG pictures: no display, no fonts, the same bytes for the same numbers. */
package io.clipstream.cli.chart;
