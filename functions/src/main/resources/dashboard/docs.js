/* global SwaggerUIBundle */
"use strict";

// Shows the description, and lets every operation be tried against this very server.
SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#docs",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  // Nothing is sent to a server elsewhere.
  validatorUrl: null,
});
