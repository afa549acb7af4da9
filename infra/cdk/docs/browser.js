// Runs in the page. The renderer brings its own styles; everything it needs is in this one script.
import { init } from "redoc/bundles/redoc.standalone.js";

const description = JSON.parse(document.getElementById("description").textContent);
// The page lies at `<base>/docs`, whatever stage or domain is before it.
const base = new URL(".", location.href).href.replace(/\/$/, "");
init({ ...description, servers: [{ url: base }] }, { disableTelemetry: true }, document.getElementById("reference"));
