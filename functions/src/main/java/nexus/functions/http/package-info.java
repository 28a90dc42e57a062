/**
 * What every path has in common: which methods it takes, errors as JSON, bodies that stream, and
 * the health of the process. The functions' packages are written against it.
 */
package nexus.functions.http;
