/** A cluster's figures, over HTTP. Fed by the shared library's {@code query}. */
package nexus.functions.stats;
