/**
 * {@code infra/bench/run}: every figure of the targets table, measured on this machine.
 *
 * <p>Each {@link nexus.bench.run.Measurement} starts what it needs through {@link
 * nexus.bench.run.Bench}, and gives {@link nexus.bench.run.Figure}s to {@link nexus.bench.run.Run},
 * which prints them and writes them into {@code infra/bench/README.md}. The application is asked
 * over HTTP; etcd is asked beside it, by the shared library's own client.
 */
package nexus.bench.run;
