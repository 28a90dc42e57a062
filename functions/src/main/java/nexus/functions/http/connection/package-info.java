/** How long a connection of HTTP is kept that nobody uses. */
package nexus.functions.http.connection;
