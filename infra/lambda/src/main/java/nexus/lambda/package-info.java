/**
 * Lambda on this machine: {@code function.zip} as a process under AWS's own runtime client, fed by
 * a small server of the Lambda Runtime API, with a stand-in of the Invoke API beside it.
 *
 * <p>Fed by the integration tests and by {@code infra/bench/cold-start}. Knows the function only by
 * its zip, and is no part of what is deployed.
 */
package nexus.lambda;
