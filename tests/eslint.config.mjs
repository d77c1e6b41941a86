// Rules for the theme's scripts and for the tests in a browser.
import js from "@eslint/js";
import globals from "globals";

const forbidden = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe"];

export default [
  js.configs.recommended,
  { files: ["themes/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["themes/**/assets/*.js"], languageOptions: { sourceType: "script" } },
  { files: ["tests/**/*.mjs", "docs/**/*.mjs"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-unused-vars": ["error", { caughtErrors: "none" }],
      "no-restricted-properties": ["error", ...forbidden.map((property) => ({ property, message: "Text is text: build elements." })), { object: "document", property: "write" }],
    },
  },
];
