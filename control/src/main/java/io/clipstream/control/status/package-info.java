/** What jobs say of themselves: whether they live, and what they make of what was published. */
package io.clipstream.control.status;
