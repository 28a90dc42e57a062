/** Usage of GPUs over HTTP, as JSON or CSV. Fed by the shared library's {@code query.usage}. */
package nexus.functions.api.usage;
