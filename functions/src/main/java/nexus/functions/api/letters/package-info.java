/** What was set aside, as JSON, put back or removed. Fed by the shared library's {@code query}. */
package nexus.functions.api.letters;
