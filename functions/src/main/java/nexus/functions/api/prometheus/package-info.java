/**
 * The HTTP API of Prometheus over what is stored, so that Grafana and others ask here as they ask
 * there: the same paths, parameters, answers and errors.
 */
package nexus.functions.api.prometheus;
