/**
 * What every path has in common, over HTTP and on Lambda: which methods it takes, answers and
 * errors as JSON, bodies that stream, and the health of the process. The functions' packages are
 * written against it; each tells it of its functions as an {@link
 * nexus.functions.http.EndpointSource}.
 */
package nexus.functions.http;
