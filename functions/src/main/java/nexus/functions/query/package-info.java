/** A GPU's series, over HTTP. Fed by the shared library's {@code query}. */
package nexus.functions.query;
