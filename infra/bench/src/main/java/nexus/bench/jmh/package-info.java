/**
 * Benchmarks of the pipeline's steps, without etcd: reading, messages, blocks, answers. Fed with
 * what the generator makes; {@code infra/bench/jmh} runs them.
 */
package nexus.bench.jmh;
