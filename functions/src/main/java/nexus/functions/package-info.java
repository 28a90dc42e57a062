/**
 * The application: {@link nexus.functions.Endpoints} lists every path and what answers it. The
 * packages: {@code api} answers the queries, one package a subject; {@code ingest}, {@code drain},
 * {@code metrics}, {@code events} and {@code dashboard} do what their names say; {@code http}
 * carries requests and answers, over HTTP and on Lambda; {@code wiring} makes the parts out of the
 * settings.
 */
package nexus.functions;
