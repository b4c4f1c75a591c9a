// How the scripts of the map's page are checked. Its modules share one object, `sysmap`, and nothing else.
import js from "@eslint/js";

const browser = ["Blob", "Event", "KeyboardEvent", "URL", "XMLSerializer", "document", "performance", "setTimeout", "window"];
const readable = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
  js.configs.recommended,
  // What a notebook runs.
  { files: ["**/*.mjs"], languageOptions: { globals: readable(["document", "window"]) } },
  {
    files: ["**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { ecmaVersion: 2024, sourceType: "script", globals: readable([...browser, "sysmap", "vis"]) },
    rules: {
      "no-implicit-globals": ["error", { lexicalBindings: true }],
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      strict: ["error", "global"],
    },
  },
];
