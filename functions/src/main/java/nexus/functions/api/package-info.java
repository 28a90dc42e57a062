/**
 * What all answers of the API share: parameters, pages, formats, envelopes. The subjects have
 * packages of their own below, which do not know each other. Fed by the shared library's {@code
 * query}, whose typed requests they make and whose results they write.
 */
package nexus.functions.api;
