// The reference of the REST API: shows the schema with the viewer that the page has loaded.
const reference = document.querySelector("[data-api-reference]");
const { apiReference: viewer, schema } = reference.dataset;

if (viewer === "redoc") {
  const theme = { typography: { fontFamily: "inherit", headings: { fontFamily: "inherit" } } };
  window.Redoc.init(schema, { hideDownloadButton: true, nativeScrollbars: true, disableSearch: false, theme }, reference);
} else {
  window.SwaggerUIBundle({
    url: schema,
    domNode: reference,
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
    docExpansion: "list",
  });
}
