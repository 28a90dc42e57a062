/**
 * The local run: starts etcd and the application as child processes, and shows what they do.
 *
 * <p>Fed by the scripts {@code up} and {@code demo} in {@code infra/local}; talks to the
 * application only over its HTTP interface. Knows nothing of the pipeline's insides, and is no part
 * of what is deployed.
 */
package nexus.local;
