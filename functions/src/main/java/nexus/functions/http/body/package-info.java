/** How small bodies are read: JSON and forms, and what is said of those that cannot be. */
package nexus.functions.http.body;
