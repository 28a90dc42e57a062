/**
 * What all answers of the API share: parameters, pages, formats, envelopes. The subjects have
 * packages of their own below, which do not know each other. Fed by the shared library's {@code
 * query}, whose typed requests they make and whose results they write.
 *
 * <p>An answer is a record that Jackson's mapper writes. Where it may hold many points or samples,
 * a serializer streams them from their columns, and {@code format} streams exports. How a stored
 * value is written is another matter: {@link nexus.telemetry.json.Json}.
 */
package nexus.functions.api;
