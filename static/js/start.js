// Runs before the first paint: says that modules will run, so that what needs them may show (css/base.css).
if ("noModule" in HTMLScriptElement.prototype) document.documentElement.dataset.js = "";
