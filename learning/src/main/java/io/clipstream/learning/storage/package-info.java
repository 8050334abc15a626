/** Files of any file system, under one directory: a mounted one, or an object store. */
package io.clipstream.learning.storage;
