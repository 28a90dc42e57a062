/**
 * Carries requests and answers, over HTTP and on Lambda: finds the endpoint of a request in the
 * table that it is given, checks the parameters' names, calls what answers, and writes answers and
 * errors as JSON. Knows no subject.
 */
package nexus.functions.http;
