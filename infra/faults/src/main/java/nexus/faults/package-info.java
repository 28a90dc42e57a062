/**
 * Breaks a cluster of etcd members and applications while it works, and compares every stored point
 * with what was sent.
 *
 * <pre>
 * Capture ─ files ─► Load ─► ingesters ─► Proxy ─► etcd (three members) ◄─ Proxy ◄─ drainers
 *    └── what was sent, read by another CSV reader ──► Audit ◄── every point, over HTTP
 * </pre>
 *
 * {@link nexus.faults.Run} plays {@link nexus.faults.Scenario}s on a {@link nexus.faults.Stage}.
 * {@link nexus.faults.RehearsalRun} plays the commands of a {@link nexus.faults.Runbook}, each
 * section in a {@link nexus.faults.Rehearsal} on a {@link nexus.faults.SecuredEtcd}.
 */
package nexus.faults;
