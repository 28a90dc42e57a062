/**
 * Which versions of the stored formats may be written, as JSON, and raised. Fed by the shared
 * library's {@code formats}.
 */
package nexus.functions.api.formats;
