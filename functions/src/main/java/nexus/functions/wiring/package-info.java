/**
 * Configuration, and the one place that makes clients: environment variables become {@link
 * nexus.functions.wiring.Settings}, and those become the pipeline's parts, as beans. Used by every
 * other package of the application; uses only the shared library.
 */
package nexus.functions.wiring;
