/** What a picture may cost, charged by all who decode one. */
package io.clipstream.model.image.cost;
