/** The dictionary of fields as JSON. Fed by the shared library's {@code fields}. */
package nexus.functions.api.fields;
