/**
 * CSV comes in: as a chunk in a JSON body, as an upload of any size, or from a file that is
 * replayed. Feeds the shared library's {@code ingest}.
 */
package nexus.functions.ingest;
