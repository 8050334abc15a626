/** The pair store: captioned pictures in files, each of one split, owned by one job. */
package io.clipstream.learning.store;
