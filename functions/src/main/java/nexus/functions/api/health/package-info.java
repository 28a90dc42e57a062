/** Whether the process and etcd can do their work, as JSON, over HTTP alone. */
package nexus.functions.api.health;
