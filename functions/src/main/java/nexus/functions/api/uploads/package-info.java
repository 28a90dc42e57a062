/** How far uploads are, as JSON. Fed by the shared library's {@code query}. */
package nexus.functions.api.uploads;
