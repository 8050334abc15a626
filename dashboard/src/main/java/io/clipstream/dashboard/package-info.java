/**
 * The page for moderators and the server behind it. It reads the topics, keeps an index of them
 * that can always be made again, and shows what they say; it never touches the model.
 *
 * <pre>
 *   topics ─► ingest ─┬─► store   SQL index of results, dead letters; offsets in the same transaction
 *                     ├─► state   in memory: jobs, label sets and checkpoints in force, rates
 *                     └─► live    one bounded queue for each browser that looks on
 *   store, state, live, pictures ◄─ http ◄─ page (Lit components in the resources)
 * </pre>
 *
 * <p>A part of the page is a {@link io.clipstream.dashboard.feature.Feature}: the records it reads
 * and the addresses it answers. {@link io.clipstream.dashboard.Features} lists them; its view
 * stands in {@code page/views.js}, its tables in a migration of its own. Start reading at {@link
 * io.clipstream.dashboard.Dashboard}.
 */
package io.clipstream.dashboard;
