/**
 * The application beside other systems, on one machine, one after the other, with the same file.
 *
 * <p>Reads the files that {@link nexus.bench.Generate} writes and runs the application as {@link
 * nexus.local.LocalStack} does; feeds the table in {@code infra/bench/README.md}. Every system is a
 * {@link nexus.bench.compare.Peer}, the application itself among them; {@link
 * nexus.bench.compare.Runner} treats all of them alike. {@link nexus.bench.compare.CompareFleet}
 * sends scrapes of whole fleets instead of a file, to two of them.
 */
package nexus.bench.compare;
