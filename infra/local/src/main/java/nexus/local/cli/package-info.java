/**
 * The command line {@code infra/local/nexus}: an application's HTTP interface for people and
 * scripts.
 *
 * <p>Fed by the script; talks to any application, on this machine or elsewhere, only over HTTP.
 * Tables and answers go to standard output, progress and complaints to standard error.
 */
package nexus.local.cli;
