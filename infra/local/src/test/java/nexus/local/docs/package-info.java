/**
 * Holds README, CONTRIBUTING, {@code docs/} and {@code infra/*.md} to the repository: links and
 * their headings, commands and their options, requests and their parameters, and every name.
 */
package nexus.local.docs;
