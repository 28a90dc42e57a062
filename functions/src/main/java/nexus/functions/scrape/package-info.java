/**
 * The local process scrapes exporters itself, and a scheduled function does on Lambda. What they
 * answer goes the way of a text that is posted: {@code LiveIngest}. Told what to scrape by the
 * settings alone; tells {@code meters} how it went.
 */
package nexus.functions.scrape;
