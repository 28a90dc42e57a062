/**
 * Server-sent events: tells whoever listens that a cluster changed, as soon as etcd tells it. Fed
 * by etcd's watches and the cluster's figures; feeds the dashboard. Only where the process stays:
 * on Lambda there is nothing at this path.
 */
package nexus.functions.events;
