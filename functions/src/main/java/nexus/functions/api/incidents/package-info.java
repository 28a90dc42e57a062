/** Incidents as answers tell them. Fed by the shared library's {@code query.incidents}. */
package nexus.functions.api.incidents;
