/** A cluster's figures, as JSON. Fed by the shared library's {@code query}. */
package nexus.functions.api.stats;
